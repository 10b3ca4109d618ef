import { EventEmitter } from 'node:events';
import { describe, expect, it, jest } from '@jest/globals';
import { ClientGoneError } from '../errors/retryable.errors.js';
import { clientSignalOf } from './sign-in-origin.js';

class Connection extends EventEmitter {
  destroyed = false;
}

describe("the client's signal", () => {
  it.each([
    ['Express', (socket: Connection) => ({ socket })],
    ['Fastify', (socket: Connection) => ({ raw: { socket }, socket: new Connection() })],
    ['HTTP/2', (stream: Connection) => ({ raw: { stream, socket: new Connection() } })],
  ])('is aborted when the connection is closed, of a request of %s', (_what, requestBy) => {
    const connection = new Connection();
    const signal = clientSignalOf(requestBy(connection));
    expect(signal?.aborted).toBe(false);
    connection.emit('close');
    expect(signal?.reason).toBeInstanceOf(ClientGoneError);
  });

  it('is aborted if the connection is closed already', () => {
    const socket = Object.assign(new Connection(), { destroyed: true });
    expect(clientSignalOf({ socket })?.reason).toBeInstanceOf(ClientGoneError);
  });

  it('is one for all requests of a connection, however many wait', () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const socket = new Connection();
    for (let request = 0; request < 50; request += 1) {
      clientSignalOf({ socket })?.addEventListener('abort', () => request);
    }
    expect(clientSignalOf({ socket })).toBe(clientSignalOf({ raw: { socket } }));
    expect(socket.listenerCount('close')).toBe(1);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('is undefined without a connection', () => {
    expect(clientSignalOf({})).toBeUndefined();
  });
});
