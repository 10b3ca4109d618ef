import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UserAdministration } from '@portcullis/users';
import { DataSource } from 'typeorm';
import type { Answer } from './support/client.js';
import { ADAPTERS } from './support/adapters.js';
import { startService, type TestService } from './support/service.js';

const PASSWORD = 'an unlikely passphrase';

describe.each(ADAPTERS)('GET /users, on %s', (adapter) => {
  let service: TestService;
  let token: string;

  beforeAll(async () => {
    service = await startService({ adapter });
    await service.client.newcomer('root');
    await administration().grant('root', 'admin');
    token = await tokenOf('root', 'users:read');
    await service.app.get(DataSource).query(
      `INSERT INTO users (username, username_canonical, email, email_canonical, is_active)
       SELECT 'Person ' || n, 'person ' || n, n || '@example.com', n || '@example.com', n <> 3
       FROM generate_series(1, 120) AS n`,
    );
  });
  afterAll(() => service.stop());

  const administration = () => service.app.get(UserAdministration, { strict: false });

  async function tokenOf(username: string, scope: string): Promise<string> {
    const { body } = await service.client.postForm('/token', { username, password: PASSWORD, scope });
    return body['access_token'] as string;
  }

  const list = (query = '', bearer = token): Promise<Answer> =>
    service.client.get(`/users${query}`, { Authorization: `Bearer ${bearer}` });

  const namesIn = ({ body }: Answer) => (body['users'] as { username: string }[]).map(({ username }) => username);

  it('lists all users to an administrator, page by page', async () => {
    const usual = { email_verified: false, is_active: true };
    const first = await list('?limit=2');
    expect(first.status).toBe(200);
    expect(first.body).toEqual({
      users: [
        { id: 1, username: 'root', email: 'root@example.com', ...usual, roles: ['admin'] },
        { id: expect.any(Number), username: 'Person 1', email: '1@example.com', ...usual, roles: [] },
      ],
      next: expect.any(Number),
    });
    expect(namesIn(await list(`?limit=2&after=${String(first.body['next'])}`))).toEqual(['Person 2', 'Person 3']);
    expect(namesIn(await list())).toHaveLength(50);
    const all = await list('?limit=100&after=1');
    const rest = await list(`?limit=100&after=${String(all.body['next'])}`);
    expect([namesIn(all).length, namesIn(rest).length, rest.body['next']]).toEqual([100, expect.any(Number), null]);
  });

  it('filters by the start of the name and by status', async () => {
    expect(namesIn(await list('?name=PERSON+11'))).toHaveLength(11);
    expect(namesIn(await list('?name=%25'))).toEqual([]);
    expect(namesIn(await list('?is_active=false&name=person'))).toEqual(['Person 3']);
    expect(namesIn(await list('?is_active=true&name=person%203&limit=1'))).toEqual(['Person 30']);
  });

  it.each([
    ['limit=0', '/limit'],
    ['limit=101', '/limit'],
    [`limit=${'9'.repeat(1_000)}`, '/limit'],
    ['limit=', '/limit'],
    ['limit=1&limit=2', '/limit'],
    ['after=2147483648', '/after'],
    ['after=1e400', '/after'],
    ['after=-1', '/after'],
    ['name=', '/name'],
    ['name=a%00', '/name'],
    [`name=${'a'.repeat(51)}`, '/name'],
    ['name=a&name=b', '/name'],
    ['name[]=a', '/name[]'],
    ['name[a]=b', '/name[a]'],
    ['is_active=1', '/is_active'],
    ['is_active=true&is_active=true', '/is_active'],
    ['offset=3', '/offset'],
    ['__proto__=1', '/__proto__'],
    ['constructor=1', '/constructor'],
  ])('responds 422 to ?%s, with the pointer', async (query, pointer) => {
    const answer = await list(`?${query}`);
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Unprocessable Entity',
      status: 422,
      detail: 'The query is not valid',
      code: 'validation_failed',
      errors: [{ pointer, detail: expect.any(String) }],
    });
  });

  it('names every bad parameter', async () => {
    const { body } = await list('?limit=0&after=x&is_active=maybe&page=2');
    const pointers = (body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);
    expect(pointers.toSorted()).toEqual(['/after', '/is_active', '/limit', '/page']);
  });

  it.each(['%zz', 'name=%ff', 'name=%', '&&&', '=', 'name=%ED%A0%80', 'a&'.repeat(3_000)])(
    'does not fail on ?%s',
    async (query) => {
      expect([200, 422]).toContain((await list(`?${query}`)).status);
    },
  );

  it('refuses callers without a token, without the role or without the scope', async () => {
    expect((await service.client.get('/users')).status).toBe(401);
    expect((await list('', await tokenOf('root', ''))).status).toBe(403);
    await service.client.newcomer('visitor');
    const visitor = await list('?limit=0', await tokenOf('visitor', 'users:read'));
    // A refused caller does not learn about wrong parameters.
    expect(visitor.status).toBe(403);
    expect(visitor.body).not.toHaveProperty('errors');
  });

  it('applies a grant and a revocation of the role at once', async () => {
    await service.client.newcomer('deputy');
    await administration().grant('deputy', 'admin');
    const deputy = await tokenOf('deputy', 'users:read');
    expect((await list('', deputy)).status).toBe(200);
    await administration().revoke('deputy', 'admin');
    expect((await list('', deputy)).status).toBe(403);
    await administration().grant('deputy', 'admin');
    expect((await list('', deputy)).status).toBe(200);
    await administration().deactivate('deputy');
    expect((await list('', deputy)).status).toBe(400);
  });
});
