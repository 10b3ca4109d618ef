import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalName } from '@portcullis/auth';
import { SignInLimiter } from '@portcullis/auth/spi';
import { canonicalEmail } from '@portcullis/users';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import { ADDRESSES, BAD_ADDRESSES, INVISIBLE, SPELLINGS } from './support/spellings.js';
import { UnlimitedSignInLimiter } from './support/unlimited.sign-in-limiter.js';

const PASSWORD = 'an unlikely passphrase';

let counter = 0;
const unique = () => `name${(counter += 1)}`;

describe.each(ADAPTERS)('names, on %s', (adapter) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({
      adapter,
      // Many of these names have one canonical form, and so share one budget of guesses.
      override: (builder) => builder.overrideProvider(SignInLimiter).useClass(UnlimitedSignInLimiter),
    });
  });
  afterAll(() => service.stop());

  const register = (username: string, email = `${unique()}@example.com`) =>
    service.client.register({ username, email, password: PASSWORD });

  it.each(SPELLINGS)(
    'refuses to register another spelling of %s, and accepts every spelling at the sign-in',
    async (name, spellings) => {
      const registered = await register(name);
      expect(registered.status).toBe(201);
      expect(registered.body).toMatchObject({ username: name });
      for (const spelling of spellings) {
        const again = await register(spelling);
        expect({ spelling, status: again.status }).toEqual({ spelling, status: 400 });
        expect(again.body).toMatchObject({ code: 'already_registered' });
        const signedIn = await service.client.signIn(spelling, PASSWORD);
        expect({ spelling, status: signedIn.status }).toEqual({ spelling, status: 200 });
        const me = await service.client.me(signedIn.body.access_token as string);
        expect(me.body).toMatchObject({ id: registered.body.id, username: name });
        expect((await service.client.signIn(spelling, `${PASSWORD}!`)).status).toBe(401);
      }
    },
  );

  it.each(SPELLINGS)(
    'creates one account for %s if all its spellings are registered at once',
    async (name, spellings) => {
      const all = [name, ...spellings].map((spelling) => `${spelling}${adapter}`);
      const answers = await Promise.all(all.map((spelling) => register(spelling)));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 400)).toHaveLength(spellings.length);
    },
  );

  it.each(INVISIBLE)('does not register %j', async (name) => {
    const answer = await register(name);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer: '/username' }] });
    expect([200, 400, 401]).toContain((await service.client.signIn(name, PASSWORD)).status);
  });

  it.each(ADDRESSES)(
    'treats every spelling of %s as one address, and stores the typed one',
    async (address, spellings) => {
      const registered = await register(unique(), address);
      expect(registered.status).toBe(201);
      expect(registered.body).toMatchObject({ email: address });
      for (const spelling of spellings) {
        const again = await register(unique(), spelling);
        expect({ spelling, status: again.status }).toEqual({ spelling, status: again.status === 422 ? 422 : 400 });
        // A refused address (422) was not compared; a taken one (400) was.
        expect(again.body).toMatchObject(
          again.status === 400 ? { code: 'already_registered' } : { errors: [{ pointer: '/email' }] },
        );
      }
      expect(await query('SELECT email FROM users WHERE email_canonical = $1', [canonicalEmail(address)])).toEqual([
        { email: address },
      ]);
    },
  );

  it.each(BAD_ADDRESSES)('does not register the address %j', async (address) => {
    const answer = await register(unique(), address);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer: '/email', detail: 'Must be an email address' }] });
  });

  it('does not accept an address as a name at the sign-in, nor confuse a name with the address of another user', async () => {
    await register('owner', 'owner@example.com');
    expect((await service.client.signIn('owner@example.com', PASSWORD)).status).toBe(401);
    expect((await register('owner@example.com')).status).toBe(201);
    const { body } = await service.client.signIn('owner', PASSWORD);
    expect((await service.client.me(body.access_token as string)).body).toMatchObject({ email: 'owner@example.com' });
  });

  it.each([
    '%',
    '_',
    'a%',
    "'; DROP TABLE users; --",
    '\\',
    '{a,b}',
    '"',
    '$1',
    '__proto__',
    'constructor',
    'null',
    'undefined',
    'NaN',
    '0',
  ])('accepts the name %j', async (name) => {
    const registered = await register(name);
    expect(registered.status).toBe(201);
    const { body } = await service.client.signIn(name, PASSWORD);
    expect((await service.client.me(body.access_token as string)).body).toMatchObject({
      id: registered.body.id,
      username: name,
    });
  });

  it('has one account for each canonical form, for random names', async () => {
    const letter = fc.constantFrom(
      ...Array.from('aAbBıİIiKkKſsSßẞﬁﬀ'),
      'Å',
      'å',
      'a\u030A',
      'σ',
      'ς',
      ' ',
      '\u00A0',
      '１',
      '1',
      '①',
      'ǅ',
      'ŉ',
      'ΐ',
      'և',
      'ᾳ',
    );
    const name = fc.array(letter, { minLength: 1, maxLength: 4 }).map((letters) => `${letters.join('')}x`);
    const registered = new Map<string, string>();
    await fc.assert(
      fc.asyncProperty(name, async (spelling) => {
        const { status } = await register(`y${spelling}`);
        const canonical = canonicalName(`y${spelling}`);
        expect(status).toBe(registered.has(canonical) ? 400 : 201);
        registered.set(canonical, spelling);
      }),
      { numRuns: 150, endOnFailure: true },
    );
    const [row] = await query('SELECT count(*)::int, count(DISTINCT username_canonical)::int AS names FROM users', []);
    expect(row?.count).toBe(row?.names);
  });

  async function query(sql: string, parameters: unknown[]): Promise<Record<string, unknown>[]> {
    return service.app.get(DataSource).query(sql, parameters);
  }
});
