import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessTokenService, InvalidTokenError } from '@portcullis/auth/spi';
import { User } from '@portcullis/users/typeorm';
import { DataSource } from 'typeorm';
import { expectInTime } from '../support/in-time.js';
import { ADAPTERS } from '../support/adapters.js';
import { TEST_SECRET } from '../support/secret.js';
import { startService, type TestService } from '../support/service.js';
import { BAD_HEADERS } from './support/bad-headers.js';
import { BAD_PAYLOADS } from './support/bad-payloads.js';
import { askMe, expectRefused } from './support/bearer.js';
import {
  encode,
  type Forger,
  forgerOf,
  genuineParts,
  hmac,
  signedWith,
  signingInput,
  subjectOf,
} from './support/forger.js';
import { MISSPELT } from './support/misspelt.js';
import { OutgoingConnections } from './support/outgoing-connections.js';

describe.each(ADAPTERS)('a token signed with the right key, on %s', (adapter) => {
  let service: TestService;
  let connections: OutgoingConnections;
  let forger: Forger;

  beforeAll(async () => {
    service = await startService({ adapter });
    const { token: otherToken } = await service.client.newcomer('mallory');
    const { token } = await service.client.newcomer('alice');
    forger = forgerOf({ token, otherToken });
    connections = new OutgoingConnections(service.databaseUrl);
  });
  afterAll(async () => {
    connections.stop();
    await service.stop();
  });

  it('is accepted if it is valid', async () => {
    const answer = await askMe(service.client.url, forger.sign(forger.genuine));
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ username: 'alice' });
  });

  it.each([...BAD_HEADERS, ...BAD_PAYLOADS, ...MISSPELT])(
    'is refused for %s, without a connection',
    async (_what, forge, status) => {
      const before = connections.count;
      const requests = await expectRefused(service.client.url, forge(forger), status);
      expect(connections.count - before).toBe(requests);
    },
  );

  it.each(['sha384', 'sha512', 'sha1', 'md5'])('is refused for an HMAC signature with %s', async (hash) => {
    const { header } = forger.genuine;
    const alg = { sha384: 'HS384', sha512: 'HS512' }[hash] ?? header.alg;
    await expectRefused(
      service.client.url,
      signedWith(TEST_SECRET, { ...forger.genuine, header: { ...header, alg } }, hash),
      401,
    );
    await expectRefused(service.client.url, signedWith(TEST_SECRET, forger.genuine, hash), 401);
  });

  it('is refused for a signature over other contents than the header and the payload', async () => {
    const { header, payload } = forger.genuine;
    const input = signingInput(forger.genuine);
    const texts = [
      encode(payload),
      encode(header),
      JSON.stringify(payload),
      `${input}.`,
      `${encode(payload)}.${encode(header)}`,
    ];
    for (const text of texts) {
      await expectRefused(service.client.url, `${input}.${hmac(text, TEST_SECRET)}`, 401);
    }
  });

  it('is refused if its user does not exist', async () => {
    for (const sub of ['2147483647', '3', '999999999']) {
      const token = forger.sign({ ...forger.genuine, payload: { ...forger.genuine.payload, sub } });
      await expectRefused(service.client.url, token, 401);
    }
  });

  it('is refused for an invalid subject, before a look-up', async () => {
    const accessTokens = service.app.get(AccessTokenService);
    for (const sub of [undefined, null, 2, true, {}, ['2'], '', '\0', '2\0', '\uD800', '2'.repeat(256)]) {
      const token = forger.sign({ ...forger.genuine, payload: { ...forger.genuine.payload, sub } });
      await expect(accessTokens.verify(token)).rejects.toThrow(InvalidTokenError);
    }
  });

  it('is refused if its subject is missing, and a look-up without a value throws', async () => {
    const { sub: _sub, ...payload } = forger.genuine.payload;
    await expectRefused(service.client.url, forger.sign({ ...forger.genuine, payload }), 401);
    const users = service.app.get(DataSource).getRepository(User);
    await expect(users.findOneBy({ id: undefined })).rejects.toThrow(/undefined/i);
    await expect(users.findOne({ where: { username: undefined } })).rejects.toThrow(/undefined/i);
  });

  it('is refused for a depth or a length that is too large for a header', async () => {
    const accessTokens = service.app.get(AccessTokenService);
    const bodies = [
      '['.repeat(10_000) + ']'.repeat(10_000),
      '{"a":'.repeat(10_000) + '0' + '}'.repeat(10_000),
      `{"a":"${'x'.repeat(1_000_000)}"}`,
    ];
    for (const payload of bodies) {
      const token = forger.sign({ ...forger.genuine, payload });
      await expectInTime(50, () => expect(accessTokens.verify(token)).rejects.toThrow(InvalidTokenError));
    }
    await expect(accessTokens.verify('.'.repeat(1_000_000))).rejects.toThrow(InvalidTokenError);
  });

  it('is refused from the next request on after its user was deactivated or deleted', async () => {
    const { token } = await service.client.newcomer('leaver');
    const another = forger.sign(genuineParts(subjectOf(token)));
    expect((await askMe(service.client.url, another)).status).toBe(200);
    await query("UPDATE users SET is_active = false WHERE username = 'leaver'");
    for (const one of [token, another]) {
      const answer = await askMe(service.client.url, one);
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ code: 'inactive_user', detail: 'Inactive user' });
    }
    await query("DELETE FROM users WHERE username = 'leaver'");
    await expectRefused(service.client.url, token, 401);
    await expectRefused(service.client.url, another, 401);
  });

  it('is refused after the name of its deleted user was registered again', async () => {
    const { token } = await service.client.newcomer('phoenix');
    await query("DELETE FROM users WHERE username = 'phoenix'");
    await service.client.newcomer('phoenix');
    await expectRefused(service.client.url, token, 401);
  });

  it('identifies its user, even if the request names another one', async () => {
    const { token } = forger;
    const headers = {
      Authorization: `Bearer ${token}`,
      'X-User-Id': '1',
      'X-Forwarded-User': 'mallory',
      Cookie: 'user=mallory; id=1',
    };
    const answer = await service.client.get('/me?id=1&sub=1&username=mallory&user_id=1', headers);
    expect(answer.body).toMatchObject({ username: 'alice' });
  });

  async function query(sql: string): Promise<void> {
    await service.app.get(DataSource).query(sql);
  }
});
