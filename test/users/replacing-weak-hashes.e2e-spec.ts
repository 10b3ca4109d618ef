import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HashingQueue } from '@portcullis/auth/spi';
import { PostgresUserRepository } from '@portcullis/users';
import bcrypt from 'bcrypt';
import { insertUser } from '../attacks/support/insert-user.js';
import { query } from '../processes/query.js';
import { eventually } from '../support/process.js';
import { startService, type TestService } from '../support/service.js';

const PASSWORD = 'an unlikely passphrase';
const WITHIN_MS = 30_000;

const storedHash = async ({ databaseUrl }: TestService, name: string): Promise<string> => {
  const [row] = await query(databaseUrl, 'SELECT hashed_password FROM users WHERE username = $1', [name]);
  return String(row?.['hashed_password']);
};

/** Waits until the hashing queue is idle: then the background work of a sign-in is done. */
const idle = ({ app }: TestService) =>
  eventually(() => app.get(HashingQueue, { strict: false }).running === 0, WITHIN_MS);

describe('a stored hash below the configured cost', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ runtime: { bcryptCost: 6 } });
  });
  afterAll(() => service.stop());

  it('is replaced after a sign-in, and the password stays the same', async () => {
    await insertUser(service, 'weak', await bcrypt.hash(PASSWORD, 4));
    expect((await service.client.signIn('weak', PASSWORD)).status).toBe(200);
    await eventually(async () => (await storedHash(service, 'weak')).startsWith('$2b$06$'), WITHIN_MS);
    expect((await service.client.signIn('weak', PASSWORD)).status).toBe(200);
    expect((await service.client.signIn('weak', 'another passphrase')).status).toBe(401);
  });

  it('stays after a wrong password, and so does one of a higher cost', async () => {
    const [weak, strong] = await Promise.all([bcrypt.hash(PASSWORD, 4), bcrypt.hash(PASSWORD, 8)]);
    await insertUser(service, 'guessed', weak);
    await insertUser(service, 'strong', strong);
    expect((await service.client.signIn('guessed', 'another passphrase')).status).toBe(401);
    expect((await service.client.signIn('strong', PASSWORD)).status).toBe(200);
    await idle(service);
    expect(await storedHash(service, 'guessed')).toBe(weak);
    expect(await storedHash(service, 'strong')).toBe(strong);
  });

  it('is not replaced if the password was changed meanwhile', async () => {
    const [from, changed, to] = await Promise.all([4, 4, 6].map((cost) => bcrypt.hash(PASSWORD, cost)));
    await insertUser(service, 'changing', changed!);
    const users = service.app.get(PostgresUserRepository, { strict: false });
    const { user } = (await users.findByUsername('changing'))!;
    await users.replacePasswordHash(user, { from: from!, to: to! });
    expect(await storedHash(service, 'changing')).toBe(changed);
    await users.replacePasswordHash(user, { from: changed!, to: to! });
    expect(await storedHash(service, 'changing')).toBe(to);
  });
});

it('a stored hash below the configured cost stays when replacing is off', async () => {
  const service = await startService({ runtime: { bcryptCost: 6, rehash: false } });
  try {
    const weak = await bcrypt.hash(PASSWORD, 4);
    await insertUser(service, 'weak', weak);
    expect((await service.client.signIn('weak', PASSWORD)).status).toBe(200);
    await idle(service);
    expect(await storedHash(service, 'weak')).toBe(weak);
  } finally {
    await service.stop();
  }
});
