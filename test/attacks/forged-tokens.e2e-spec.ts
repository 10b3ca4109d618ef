import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UserRepository } from '@portcullis/auth';
import { AccessTokenService, type AccessTokenClaims, InvalidTokenError } from '@portcullis/auth/spi';
import fc from 'fast-check';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import { BAD_HEADERS } from './support/bad-headers.js';
import { BAD_PAYLOADS } from './support/bad-payloads.js';
import { askMe, expectRefused } from './support/bearer.js';
import { countingUsers, type CountingUserRepository } from './support/counting.user-repository.js';
import { type Forger, forgerOf, signedWith } from './support/forger.js';
import { FORGERIES } from './support/forgeries.js';
import { MISSPELT } from './support/misspelt.js';
import { OutgoingConnections } from './support/outgoing-connections.js';
import { rawRequest } from './support/raw-request.js';

const ATTACKERS_KEY = 'a key of the attacker, of more than 32 bytes';

/** Does not verify signatures. */
class UnverifiedAccessTokenService extends AccessTokenService {
  override async verify(token: string): Promise<AccessTokenClaims> {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as AccessTokenClaims;
  }
}

/** Fetches the key from the URL that the token names. */
class FetchingAccessTokenService extends AccessTokenService {
  override async verify(token: string): Promise<AccessTokenClaims> {
    const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { jku: string };
    get(header.jku).on('error', () => undefined);
    throw new InvalidTokenError('no key');
  }
}

describe.each(ADAPTERS)('a token that is signed without the key, on %s', (adapter) => {
  let service: TestService;
  let users: CountingUserRepository;
  let connections: OutgoingConnections;
  let forger: Forger;

  beforeAll(async () => {
    service = await startService({ adapter, override: countingUsers });
    users = service.app.get(UserRepository);
    const { token: otherToken } = await service.client.newcomer('mallory');
    const { token } = await service.client.newcomer('alice');
    forger = forgerOf({ token, otherToken }, ATTACKERS_KEY);
    connections = new OutgoingConnections(service.databaseUrl);
  });
  afterAll(async () => {
    connections.stop();
    await service.stop();
  });

  it.each([...FORGERIES, ...BAD_HEADERS, ...BAD_PAYLOADS, ...MISSPELT])(
    'is refused for %s, without a look-up or a connection',
    async (_what, forge, status) => {
      const before = { lookUps: users.bySubject, connections: connections.count };
      const requests = await expectRefused(service.client.url, forge(forger), status);
      expect(users.bySubject).toBe(before.lookUps);
      expect(connections.count - before.connections).toBe(requests);
    },
  );

  it('is refused if only the key is wrong', async () => {
    const lookUps = users.bySubject;
    await expectRefused(service.client.url, forger.sign(forger.genuine), 401);
    expect(users.bySubject).toBe(lookUps);
  });

  it('is refused if a genuine token is changed in any single character', async () => {
    const accessTokens = service.app.get(AccessTokenService);
    const { token } = forger;
    expect(await accessTokens.verify(token)).toMatchObject({ iss: 'portcullis' });
    const place = fc.nat(token.length - 1);
    const character = fc.oneof(
      fc.constantFrom(...Array.from('ABCXYZabcxyz0189-_.=+/~ ')),
      fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }),
    );
    const changed = fc.oneof(
      fc.tuple(place, character).map(([at, put]) => token.slice(0, at) + put + token.slice(at + 1)),
      fc.tuple(place, character).map(([at, put]) => token.slice(0, at) + put + token.slice(at)),
      place.map((at) => token.slice(0, at) + token.slice(at + 1)),
      place.map((at) => token.slice(0, at) + (token[at + 1] ?? '') + (token[at] ?? '') + token.slice(at + 2)),
    );
    await fc.assert(
      fc.asyncProperty(changed, async (mutant) => {
        fc.pre(mutant !== token);
        await expect(accessTokens.verify(mutant)).rejects.toThrow(InvalidTokenError);
      }),
      { numRuns: 3_000 },
    );
    // Every character of the alphabet at each place of the signature, as base64url may ignore trailing bits.
    for (let at = token.lastIndexOf('.') + 1; at < token.length; at += 1) {
      for (const put of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
        const mutant = token.slice(0, at) + put + token.slice(at + 1);
        if (mutant !== token) {
          await expect(accessTokens.verify(mutant)).rejects.toThrow(InvalidTokenError);
        }
      }
    }
    expect((await askMe(service.client.url, token)).status).toBe(200);
  });

  it.each([
    ['two headers', ({ token }: Forger) => [`Authorization: Bearer ${token}`, `Authorization: Bearer ${token}`]],
    [
      'two headers of two schemes',
      ({ token }: Forger) => [`Authorization: Bearer ${token}`, 'AUTHORIZATION: Basic YTpi'],
    ],
    ['two headers, the first empty', ({ token }: Forger) => ['Authorization:', `Authorization: Bearer ${token}`]],
    ['a list', ({ token }: Forger) => [`Authorization: Bearer ${token},Bearer ${token}`]],
    ['a list of two schemes', ({ token }: Forger) => [`Authorization: Basic YTpi, Bearer ${token}`]],
    ['a tab after the scheme', ({ token }: Forger) => [`Authorization: Bearer\t${token}`]],
    ['no space after the name', ({ token }: Forger) => [`Authorization : Bearer ${token}`]],
    ['a NUL after the token', ({ token }: Forger) => [`Authorization: Bearer ${token}\0`]],
    ['junk after the token', ({ token }: Forger) => [`Authorization: Bearer ${token} x`]],
  ])('is refused in an Authorization header with %s', async (_what, headers) => {
    const answer = await rawRequest(service.client.url, ['GET /me HTTP/1.1', ...headers(forger)]);
    expect(answer.status).toBe(400);
  });

  it('would be accepted if the signature were not verified', async () => {
    const unverified = await startService({
      adapter,
      override: (builder) => builder.overrideProvider(AccessTokenService).useClass(UnverifiedAccessTokenService),
    });
    try {
      await unverified.client.newcomer('mallory');
      const { token } = await unverified.client.newcomer('alice');
      const victim = forgerOf({ token, otherToken: token }).genuine;
      const answer = await askMe(unverified.client.url, signedWith(ATTACKERS_KEY, victim));
      expect(answer.body).toMatchObject({ username: 'alice' });
    } finally {
      await unverified.stop();
    }
  });

  it('would open a connection if it could name its own key', async () => {
    const fetching = await startService({
      adapter,
      override: (builder) => builder.overrideProvider(AccessTokenService).useClass(FetchingAccessTokenService),
    });
    try {
      const before = connections.count;
      const header = { ...forger.genuine.header, jku: 'http://127.0.0.1:9/jwks.json' };
      await askMe(fetching.client.url, forger.sign({ ...forger.genuine, header }));
      expect(connections.count - before).toBeGreaterThan(1);
    } finally {
      await fetching.stop();
    }
  });
});
