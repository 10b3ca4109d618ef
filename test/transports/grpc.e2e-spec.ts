import { join } from 'node:path';
import { type ClientUnaryCall, credentials, loadPackageDefinition, Metadata, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { Controller } from '@nestjs/common';
import { GrpcMethod, Transport } from '@nestjs/microservices';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Authenticated, CurrentUser, Scopes } from '@portcullis/auth';
import { freePort } from '../support/free-port.js';
import { Host } from './support/host.js';

const PROTO = join(import.meta.dirname, 'support/desk.proto');

@Controller()
@Authenticated()
class DeskController {
  @GrpcMethod('Desk', 'Whoami')
  whoami(@CurrentUser('username') text: string) {
    return { text };
  }

  @GrpcMethod('Desk', 'Scope')
  @Scopes('chat:write')
  scope() {
    return { text: 'yes' };
  }
}

type Answer = { readonly text: string };
type Unary = (
  request: object,
  metadata: Metadata,
  callback: (error: ServiceError | null, answer?: Answer) => void,
) => ClientUnaryCall;
type Desk = Readonly<Record<'Whoami' | 'Scope', Unary>> & { close(): void };

describe('a microservice over gRPC', () => {
  let host: Host;
  let desk: Desk;

  beforeAll(async () => {
    host = new Host();
    const url = `127.0.0.1:${await freePort()}`;
    await host.start({ imports: [host.authModule()], controllers: [DeskController] }, async (app) => {
      app.connectMicroservice({ transport: Transport.GRPC, options: { url, package: 'desk', protoPath: PROTO } });
      await app.startAllMicroservices();
    });
    const { desk: services } = loadPackageDefinition(loadSync(PROTO)) as unknown as {
      desk: { Desk: new (url: string, security: unknown) => Desk };
    };
    desk = new services.Desk(url, credentials.createInsecure());
  });
  afterAll(async () => {
    desk.close();
    await host.app.close();
    expect(host.logged).toEqual([]);
  });

  /** Resolves with the text of the reply, or with the status and its details. */
  function ask(method: 'Whoami' | 'Scope', token?: string): Promise<unknown> {
    const metadata = new Metadata();
    if (token !== undefined) {
      metadata.set('authorization', `Bearer ${token}`);
    }
    return new Promise((resolve) => {
      desk[method]({}, metadata, (error, answer) =>
        resolve(error ? { code: error.code, details: error.details } : answer?.text),
      );
    });
  }

  it('reads the user from the token in the metadata', async () => {
    expect(await ask('Whoami', host.tokenOf('bob'))).toBe('bob');
    expect(await ask('Scope', host.tokenOf('bob', 'chat:write'))).toBe('yes');
  });

  it('refuses with a gRPC status', async () => {
    expect(await ask('Whoami')).toEqual({ code: 16, details: 'not_authenticated: Not authenticated' });
    expect(await ask('Whoami', 'x')).toEqual({ code: 16, details: 'invalid_token: Could not validate credentials' });
    expect(await ask('Scope', host.tokenOf('bob'))).toEqual({
      code: 7,
      details: 'insufficient_scope: Missing scope chat:write',
    });
  });
});
