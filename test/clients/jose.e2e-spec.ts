import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '@portcullis/auth';
import { KeyRing } from '@portcullis/auth/spi';
import { Database } from '@portcullis/database';
import { KeyAdministration } from '@portcullis/keys';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { DatabaseKeyRing } from '../../libs/keys/src/key-ring/database.key-ring.js';
import { type ResourceServer, startResourceServer } from '../resource-server/host.js';
import { TEST_SECRET } from '../support/secret.js';
import { startService, type TestService } from '../support/service.js';
import { TravellingClock } from '../transports/support/travelling.clock.js';
import { headerOf, PASSWORD } from './service.js';

const ISSUER = 'https://auth.example.com';
const AUDIENCE = 'portcullis';
const LEAD_SECONDS = 600;

describe.each(['ES256', 'EdDSA', 'RS256'] as const)('verification of %s with the published keys', (algorithm) => {
  let service: TestService;
  let resourceServer: ResourceServer;
  let jwksUri: string;
  const clock = new TravellingClock();

  beforeAll(async () => {
    service = await startService({
      runtime: { issuer: ISSUER, audience: AUDIENCE, jwtAlgorithm: algorithm, jwtKeyLead: LEAD_SECONDS },
      override: (builder) => builder.overrideProvider(Clock).useValue(clock),
    });
    jwksUri = `${service.client.url}/.well-known/jwks.json`;
    resourceServer = await startResourceServer(
      { url: ISSUER },
      { audience: AUDIENCE, jwksUri, clock: { useValue: clock } },
    );
    await service.client.newcomer('alice', PASSWORD);
  });
  afterAll(async () => {
    await resourceServer.app.close();
    await service.stop();
  });

  const signIn = async () => String((await service.client.signIn('alice', PASSWORD)).body['access_token']);

  /** Publishes the next key as an operator does, and lets the service read it as its timer does. */
  async function rotate(): Promise<void> {
    const { app } = service;
    await new KeyAdministration(app.get(Database), { algorithm, secret: TEST_SECRET }, clock).rotate();
    await app.get<KeyRing, DatabaseKeyRing>(KeyRing, { strict: false }).refresh();
  }

  it('accepts tokens before, during and after a rotation, by createRemoteJWKSet of jose and by ResourceServerModule', async () => {
    const keys = createRemoteJWKSet(new URL(jwksUri), { cooldownDuration: 0 });
    const expected = { issuer: ISSUER, audience: AUDIENCE, typ: 'at+jwt', algorithms: [algorithm] };
    const tokens: string[] = [];
    const check = async () => {
      tokens.push(await signIn());
      for (const token of tokens) {
        expect((await jwtVerify(token, keys, expected)).payload.sub).toMatch(/^\d+$/);
        expect(await resourceServer.status(token)).toBe(200);
      }
    };
    await check();
    await rotate();
    await check();
    clock.travel(LEAD_SECONDS);
    await check();
    const [before, during, after] = tokens.map((token) => headerOf(token)['kid']);
    expect(during).toBe(before);
    expect(after).not.toBe(before);
  });
});
