import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';

const PASSWORD = 'an unlikely passphrase';

describe.each(ADAPTERS)('registering, on %s', (adapter) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ adapter });
  });

  afterAll(() => service.stop());

  const register = (body: unknown) => service.client.postJson('/register', body);

  it('makes an account, with the members of the FastAPI service and whether the address is verified', async () => {
    const answer = await register({ username: 'Ada', email: 'Ada@Example.com', password: PASSWORD });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.any(Number),
      username: 'Ada',
      email: 'Ada@Example.com',
      email_verified: false,
      is_active: true,
    });
  });

  it.each([
    { username: 'aLICE', email: 'other@example.com' },
    { username: 'other', email: 'aLICE@example.COM' },
  ])('responds 400 to %p, which is taken', async (names) => {
    await register({ username: 'alice', email: 'alice@example.com', password: PASSWORD });
    const answer = await register({ ...names, password: PASSWORD });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    expect(answer.body).toMatchObject({ code: 'already_registered', detail: 'Username or email already registered' });
  });

  it.each([
    'id',
    'roles',
    'is_active',
    'isActive',
    'email_verified',
    'emailVerified',
    'hashed_password',
    'constructor',
    '__proto__',
  ])('refuses the member %s', async (member) => {
    const body = JSON.stringify({ username: 'eve', email: 'eve@example.com', password: PASSWORD });
    const answer = await register(body.replace('{', `{"${member}":1,`));
    // Fastify's own parser refuses `constructor` and `__proto__` first.
    expect([400, 422]).toContain(answer.status);
    if (answer.status === 422) {
      expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ pointer: `/${member}` }] });
    }
  });

  it.each([
    '[]',
    'null',
    '"text"',
    '7',
    '[{"username":"eve"}]',
    '{}',
    '{"username":{"$ne":1},"email":[],"password":9}',
  ])('responds 422 or 400 to %s, never 500', async (body) => {
    expect([400, 422]).toContain((await register(body)).status);
  });

  it('responds 422 to a password that the policy refuses, and makes no account', async () => {
    const eve = { username: 'eve', email: 'eve@example.com' };
    const answer = await register({ ...eve, password: 'password' });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ pointer: '/password' }] });
    expect((await register({ ...eve, password: PASSWORD })).status).toBe(201);
  });

  it.each(['short', 'password1', 'eve-2026'])(
    'names every bad member at once, including the password %s',
    async (password) => {
      const answer = await register({ username: 'eve', email: 'nonsense', password, role: 'admin' });
      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({
        errors: [{ pointer: '/email' }, { pointer: '/password', detail: expect.any(String) }, { pointer: '/role' }],
      });
    },
  );

  it.each(['username', 'email', 'password'])('responds 422 to U+0000 in %s', async (member) => {
    const body = { username: 'nul', email: 'nul@example.com', password: PASSWORD };
    const answer = await register({ ...body, [member]: `${body[member as keyof typeof body]}\0` });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer: `/${member}` }] });
  });
});
