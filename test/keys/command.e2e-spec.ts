import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../processes/query.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { run, sharedBy } from '../support/process.js';
import { TEST_SECRET } from '../support/secret.js';
import { privateForms, storedPrivateKeys } from './support/stored-private-keys.js';

const SCRIPT = join(import.meta.dirname, '../../scripts/keys.mjs');

describe('npm run keys', () => {
  let database: TestDatabase;
  let env: Record<string, string>;

  beforeAll(async () => {
    database = await createTestDatabase();
    env = { ...sharedBy(database.url), AUTH_JWT_ALGORITHM: 'ES256' };
  });
  afterAll(() => database.drop());

  it('lists and rotates keys, publishes one key for three rotations at once, and changes nothing with another secret', async () => {
    expect(await keys(['list'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^kid +algorithm +state[^\n]+\n$/),
    });
    const first = await keys(['rotate']);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(statesIn(first.stdout)).toEqual(['signing']);

    const three = await Promise.all(Array.from({ length: 3 }, () => keys(['rotate'])));
    expect(three.map(({ code }) => code)).toEqual([0, 0, 0]);
    const { stdout } = await keys(['list']);
    expect(statesIn(stdout)).toEqual(['signing', 'published']);
    expect(await query(database.url, 'SELECT FROM signing_keys')).toHaveLength(2);

    const printed = [first, ...three].map((outcome) => outcome.stdout + outcome.stderr).join('') + stdout;
    const forms = (await storedPrivateKeys(database.url)).flatMap(privateForms);
    expect(forms.filter((form) => printed.includes(form))).toEqual([]);

    const before = await query(database.url, 'SELECT kid FROM signing_keys');
    const outcome = await keys(['rotate'], { AUTH_JWT_SECRET: 'not the secret, though long enough' });
    expect(outcome).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /can't be decrypted with this secret.*the option secret of AuthModule \(AUTH_JWT_SECRET_PREVIOUS\)/,
      ),
    });
    expect(await query(database.url, 'SELECT kid FROM signing_keys')).toEqual(before);

    const rotated = {
      AUTH_JWT_SECRET: 'the next secret, of more than 32 bytes',
      AUTH_JWT_SECRET_PREVIOUS: TEST_SECRET,
    };
    expect(await keys(['rotate'], rotated)).toMatchObject({ code: 0, stderr: '' });
  });

  it('says that there are no keys if the service signs with the secret', async () => {
    const outcome = await keys(['list'], { AUTH_JWT_ALGORITHM: 'HS256' });
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringMatching(/^There are no keys in the database/) });
  });

  it.each([[['nonsense']], [['rotate', 'twice']], [[]]])('refuses %j', async (args) => {
    expect((await keys(args)).code).toBe(2);
  });

  async function keys(args: readonly string[], more: Record<string, string> = {}) {
    const { exited, stdout, stderr } = await run(process.execPath, [SCRIPT, ...args], { ...env, ...more });
    const { code } = await exited;
    return { code, stdout: stdout(), stderr: stderr() };
  }
});

function statesIn(table: string): (string | undefined)[] {
  return table
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/ +/)[2]);
}
