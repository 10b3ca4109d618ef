import { REPORTS_SECRET } from './environment.js';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { UserAdministration } from '@portcullis/users';
import { type Instance, openInstance, type Tokens } from './instance.js';

interface Listed {
  readonly sessions: readonly { readonly id: string; readonly current: boolean }[];
}

const REPORTS = { authorization: `Basic ${Buffer.from(`reports:${REPORTS_SECRET}`).toString('base64')}` };

describe('sessions, from the packages, on two instances', () => {
  let here: Instance;
  let there: Instance;

  before(async () => {
    here = await openInstance();
    there = await openInstance();
    assert.equal((await here.register('sue')).statusCode, 201);
  });
  after(async () => {
    await here.app.close();
    await there.app.close();
  });

  it('go on by refresh tokens that are good once, in whichever instance', async () => {
    const first = await signIn();
    const second = await refreshed(there, first);
    await refreshed(here, second);
    const reused = await refresh(there, first);
    assert.deepEqual([reused.statusCode, reused.json<{ error: string }>().error], [400, 'invalid_grant']);
    assert.equal(await status(here, second), 401);
  });

  it('end by signing out here, and are over there', async () => {
    const tokens = await signIn();
    assert.equal(await status(there, tokens), 200);
    assert.equal((await here.as(tokens.access_token, '/logout', 'POST')).statusCode, 204);
    assert.equal(await status(there, tokens), 401);
    assert.equal((await refresh(there, tokens)).statusCode, 400);
  });

  it('end by giving a token back, as a service beside learns when it asks', async () => {
    const tokens = await signIn();
    const { exp, ...introspected } = await introspect(tokens.access_token);
    assert.equal(typeof exp, 'number');
    assert.deepEqual([introspected['active'], introspected['username']], [true, 'sue']);
    assert.equal((await here.postForm('/revoke', { token: tokens.refresh_token })).statusCode, 200);
    assert.deepEqual(await introspect(tokens.access_token), { active: false });
    assert.equal((await there.postForm('/introspect', { token: tokens.access_token })).statusCode, 401);
  });

  it('are listed to whose they are, and end one by one or all but this one', async () => {
    const [first, second, third] = [await signIn(), await signIn(), await signIn()];
    assert.equal((await here.as(first.access_token, `/me/sessions/${await idOf(second)}`, 'DELETE')).statusCode, 204);
    assert.equal(await status(there, second), 401);
    assert.equal(await status(there, third), 200);
    assert.equal((await here.as(first.access_token, '/me/sessions', 'DELETE')).statusCode, 200);
    assert.equal(await status(there, third), 401);
    assert.equal((await list(first)).length, 1);
  });

  it('end with a deactivation, and do not come back', async () => {
    const tokens = await signIn();
    const administration = here.app.get(UserAdministration);
    await administration.deactivate('sue');
    await administration.activate('sue');
    assert.equal(await status(there, tokens), 401);
  });

  it('have tokens that others check by the published keys', async () => {
    const { access_token: token } = await signIn();
    const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string };
    const { keys } = (await there.app.inject('/.well-known/jwks.json')).json<{ keys: Record<string, string>[] }>();
    assert.deepEqual(
      keys.map(({ kid, alg, d }) => ({ kid, alg, d })),
      [{ kid: header.kid, alg: 'ES256', d: undefined }],
    );
    const metadata = (await here.app.inject('/.well-known/oauth-authorization-server')).json<Record<string, unknown>>();
    assert.equal(metadata['issuer'], 'https://reference.example.com');
    assert.equal(metadata['jwks_uri'], 'https://reference.example.com/.well-known/jwks.json');
    assert.deepEqual(metadata['grant_types_supported'], ['password', 'refresh_token']);
  });

  async function signIn(): Promise<Tokens> {
    return (await here.signIn('sue')).json<Tokens>();
  }

  function refresh(instance: Instance, { refresh_token }: Tokens) {
    return instance.postForm('/token', { grant_type: 'refresh_token', refresh_token });
  }

  async function refreshed(instance: Instance, tokens: Tokens): Promise<Tokens> {
    const answer = await refresh(instance, tokens);
    assert.equal(answer.statusCode, 200);
    return answer.json<Tokens>();
  }

  async function status(instance: Instance, { access_token }: Tokens) {
    return (await instance.as(access_token, '/me')).statusCode;
  }

  async function list({ access_token }: Tokens) {
    return (await there.as(access_token, '/me/sessions')).json<Listed>().sessions;
  }

  async function idOf(tokens: Tokens) {
    return (await list(tokens)).find(({ current }) => current)?.id;
  }

  async function introspect(token: string) {
    return (await there.postForm('/introspect', { token }, REPORTS)).json<Record<string, unknown>>();
  }
});
