import { Logger } from '@nestjs/common';
import { describe, expect, it, jest } from '@jest/globals';
import type { Refusals } from '../../transport/refusals.js';
import { Handshakes } from '../../transport/ws/handshakes.js';
import type { CredentialSchemes } from '../scheme/credential-schemes.js';
import { SocketAuthentication } from './socket-authentication.js';
import type { SocketWatch } from './socket-watch.js';

describe('SocketAuthentication', () => {
  it('closes a socket of an unknown kind', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => {});
    const sockets = new SocketAuthentication(
      {} as CredentialSchemes,
      new Handshakes(),
      {} as SocketWatch,
      {} as Refusals,
    );
    const close = jest.fn();
    const socket = { close };
    expect(await sockets.admit(socket, undefined, false)).toBe(false);
    expect(sockets.hasAdmitted(socket)).toBe(false);
    expect(close).toHaveBeenCalledTimes(1);
    expect(logged).toHaveBeenCalledTimes(1);
    logged.mockRestore();
  });
});
