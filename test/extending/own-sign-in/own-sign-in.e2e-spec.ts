import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import type { INestApplication } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { createClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AccessDeniedError, SignInCheck } from '@portcullis/auth/spi';
import { WebSocket } from 'ws';
import { PASSWORD, startHost } from '../../embedding/host.js';
import { ADAPTERS } from '../../support/adapters.js';
import type { Client } from '../../support/client.js';
import { AuthModule } from './auth.module.js';
import { Members } from './members.js';

const EMAIL = 'Ada@example.com';
const TOKENS = { access_token: expect.any(String), expires_in: 1800, refresh_token: expect.any(String) };

class Bans extends SignInCheck {
  isBanned = false;

  check(): void {
    if (this.isBanned) {
      throw new AccessDeniedError();
    }
  }
}

describe.each(ADAPTERS)('a sign-in of the application, on %s', (adapter) => {
  let app: INestApplication;
  let client: Client;
  const members = () => app.get(Members);

  beforeEach(async () => {
    const graphql = GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      autoSchemaFile: true,
      graphiql: false,
      includeStacktraceInErrorResponses: false,
      subscriptions: { 'graphql-ws': true },
    });
    ({ app, client } = await startHost(adapter, { imports: [AuthModule, graphql], providers: [Bans] }));
    await client.postJson('/auth/register', { email: EMAIL, password: PASSWORD });
  });
  afterEach(() => app.close());

  const login = (body: unknown) => client.postJson('/auth/login', body);
  const ask = async (query: string, token?: unknown) => {
    const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token as string}` };
    return (await client.postJson('/graphql', { query }, headers)).body as GraphqlAnswer;
  };
  const byMutation = (password = PASSWORD, email = EMAIL) =>
    ask(`mutation { login(email: "${email}", password: "${password}") { access_token expires_in refresh_token } }`);

  it('signs in at a JSON route by the e-mail address', async () => {
    const answer = await login({ email: EMAIL, password: PASSWORD });
    expect([answer.status, answer.body]).toEqual([200, { token_type: 'bearer', ...TOKENS }]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Secure-portcullis_device=/)]);
    expect(await ask('{ me }', answer.body['access_token'])).toEqual({ data: { me: EMAIL.toLowerCase() } });
  });

  it('signs in by a GraphQL mutation', async () => {
    const { data } = await byMutation();
    expect(data?.login).toEqual(TOKENS);
    expect(await ask('{ me }', data?.login?.['access_token'])).toEqual({ data: { me: EMAIL.toLowerCase() } });
  });

  it('signs in a user who has just registered, and one who comes back from another provider', async () => {
    const registered = await client.postJson('/auth/register', { email: 'b@example.com', password: PASSWORD });
    expect([registered.status, registered.body]).toEqual([201, { token_type: 'bearer', ...TOKENS }]);
    for (let visit = 0; visit < 2; visit += 1) {
      const answer = await client.get(`/auth/google/callback?id=g1&email=${EMAIL}`);
      expect([answer.status, answer.body]).toEqual([200, { token_type: 'bearer', ...TOKENS }]);
    }
    expect(members().find(({ googleId }) => googleId === 'g1')).toMatchObject({ email: EMAIL, passwordHash: null });
  });

  it.each([
    ['a wrong password', { email: EMAIL, password: 'wrong' }, 401, 'invalid_grant', 'UNAUTHENTICATED'],
    ['an unknown user', { email: 'x@example.com', password: PASSWORD }, 401, 'invalid_grant', 'UNAUTHENTICATED'],
    ['no password', { email: EMAIL, password: '' }, 400, 'invalid_request', 'BAD_USER_INPUT'],
  ])('refuses %s, over HTTP and in GraphQL', async (_name, body, status, code, graphqlCode) => {
    const answer = await login(body);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer realm="portcullis"' : null);
    const { errors } = await byMutation(body.password, body.email);
    expect(errors?.[0]?.extensions).toEqual({ code: graphqlCode, originalError: answer.body });
  });

  it('names the member that is missing, also if the body is no object', async () => {
    expect((await login({ email: EMAIL })).body).toMatchObject({ detail: 'The parameter password is missing' });
    expect((await login({ email: '', password: PASSWORD })).body).toMatchObject({
      detail: 'The parameter email is missing',
    });
    expect((await login([])).body).toMatchObject({ status: 400, detail: 'The parameter username is missing' });
    expect((await login({ email: { $ne: '' }, password: PASSWORD })).body).toMatchObject({ status: 400 });
  });

  it('refuses a banned user, and a user without the role', async () => {
    const { data } = await byMutation();
    app.get(Bans).isBanned = true;
    expect((await login({ email: EMAIL, password: PASSWORD })).body).toMatchObject({ code: 'access_denied' });
    expect((await byMutation()).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const callback = await client.get('/auth/google/callback?id=g1&email=x@example.com');
    expect([callback.status, callback.body['code']]).toEqual([403, 'access_denied']);
    const secret = await ask('{ secret }', data?.login?.['access_token']);
    expect(secret.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await ask('{ me }')).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it('refuses a deactivated user, however the user was proven', async () => {
    const query = '/auth/google/callback?id=g1&email=x@example.com';
    await client.get(query);
    for (const { email } of [{ email: EMAIL.toLowerCase() }, { email: 'x@example.com' }]) {
      Object.assign(
        members().find((member) => member.email === email)!,
        { active: false },
      );
    }
    expect((await login({ email: EMAIL, password: PASSWORD })).body).toMatchObject({ code: 'inactive_user' });
    expect((await byMutation()).errors?.[0]?.extensions.originalError).toMatchObject({ code: 'inactive_user' });
    expect((await client.get(query)).body).toMatchObject({ status: 400, code: 'inactive_user' });
  });

  it('answers 503 while the database of the application is out of reach', async () => {
    members().isReachable = false;
    const answer = await login({ email: EMAIL, password: PASSWORD });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await byMutation()).errors?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
  });

  it('counts guesses, on all ways together', async () => {
    for (let guess = 0; guess < 5; guess += 1) {
      await byMutation('wrong');
      await login({ email: EMAIL.toUpperCase(), password: 'wrong' });
    }
    const { extensions } = (await byMutation()).errors![0]!;
    expect([extensions.code, extensions.originalError['code']]).toEqual(['TOO_MANY_REQUESTS', 'too_many_attempts']);
    const answer = await login({ email: EMAIL, password: PASSWORD });
    expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([429, true]);
  });

  it('refuses a mutation over a WebSocket, which would have no address to count by', async () => {
    const url = `${(await app.getUrl()).replace('http', 'ws')}/graphql`;
    const socket = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 });
    const query = `mutation { login(email: "${EMAIL}", password: "${PASSWORD}") { access_token } }`;
    const results: unknown[] = [];
    for await (const result of socket.iterate({ query })) {
      results.push(result);
    }
    await socket.dispose();
    expect(results).toMatchObject([{ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] }]);
  });
});

interface GraphqlAnswer extends Record<string, unknown> {
  readonly data: { readonly login?: Record<string, unknown> } | null;
  readonly errors?: readonly {
    readonly extensions: { readonly code: string; readonly originalError: Record<string, unknown> };
  }[];
}
