import { DocumentBuilder } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Accounts, GLOBAL_GUARDS } from '@portcullis/auth';
import { createSecuredDocument } from '@portcullis/auth/openapi';
import { BY_SERVICE } from '@portcullis/auth/spi';
import { signedIn } from '../sessions/tokens.js';
import { ADAPTERS } from '../support/adapters.js';
import { type AccountsHost, PASSWORD, startAccountsHost } from './accounts-host.js';

const ROUTES = [
  '/me/deletion',
  '/me/password',
  '/password/forgot',
  '/password/reset',
  '/email/verification',
  '/email/verify',
  '/me/email',
  '/email/change',
  '/email/undo',
  '/me/username',
  '/users/{id}/password-reset',
  '/invitations',
  '/invitations/accept',
  '/invitations/{id}',
  '/invitations/{id}/mail',
];

function documentOf({ app }: AccountsHost) {
  return createSecuredDocument(app, new DocumentBuilder().build());
}

function pathsOf(host: AccountsHost): string[] {
  const ours = /password|email|forgot|deletion|invit|username/;
  return Object.keys(documentOf(host).paths).filter((path) => ours.test(path));
}

describe.each(ADAPTERS)('a reset that an administrator starts, on %s', (adapter) => {
  let host: AccountsHost;

  beforeAll(async () => {
    host = await startAccountsHost(adapter, { accounts: { emailVerification: 'off' } });
  });
  afterAll(() => host.stop());

  async function start(id: string | number, scope: string) {
    const { access_token } = (await host.client.postForm('/token', { username: 'root', password: PASSWORD, scope }))
      .body;
    return host.client.send(`/users/${id}/password-reset`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${String(access_token)}` },
    });
  }

  it('mails the user and sets no password', async () => {
    const accounts = host.app.get(Accounts, { strict: false });
    await signedIn(host.client, 'root');
    await accounts.change(BY_SERVICE, (writer) => writer.setRoles({ username: 'root' }, () => ['admin']));
    await signedIn(host.client, 'alice');
    const { id } = (await accounts.find({ username: 'alice' }))!.user;

    const answer = await start(id, 'users:write');
    expect(answer).toMatchObject({ status: 202 });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { token } = await host.mailer.withLink('alice@example.com', '/reset-password');
    expect((await host.client.signIn('alice', PASSWORD)).status).toBe(200);
    expect(host.events.findLast(({ type }) => type === 'password_reset_requested')).toMatchObject({
      actor: { kind: 'user', id: String((await accounts.find({ username: 'root' }))!.user.id) },
      subject: { id: String(id) },
    });
    const reset = await host.client.postJson('/password/reset', { token, new_password: 'a violin in the rain' });
    expect(reset.status).toBe(204);

    for (const unknown of ['0', '999999999', '99999999999999999999', 'alice', '1%00', '%ED%A0%80', '1;x']) {
      expect((await start(unknown, 'users:write')).status).toBeGreaterThanOrEqual(400);
      expect((await start(unknown, 'users:write')).status).toBeLessThan(500);
    }
    expect(await start('999999999', 'users:write')).toMatchObject({ status: 404, body: { code: 'unknown_account' } });

    await accounts.change(BY_SERVICE, (writer) => writer.deactivate({ id }));
    expect(await start(id, 'users:write')).toMatchObject({ status: 409, body: { code: 'account_deactivated' } });

    await accounts.change(BY_SERVICE, (writer) => writer.setRoles({ username: 'root' }, () => []));
    expect(await start(id, 'users:write')).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
    expect((await host.client.send(`/users/${id}/password-reset`, { method: 'POST' })).status).toBe(401);
  });
});

describe.each(ADAPTERS)('the routes of AccountsModule, on %s', (adapter) => {
  const start = (accounts: object) => startAccountsHost(adapter, { accounts });

  it('are in the OpenAPI document with their bodies and errors', async () => {
    const host = await start({});
    try {
      expect(pathsOf(host).toSorted()).toEqual(ROUTES.toSorted());
      const { paths, components } = documentOf(host);
      const statusesOf = (path: string) => Object.keys(paths[path]!.post!.responses).toSorted();
      expect(statusesOf('/me/password')).toEqual(['204', '400', '401', '409', '413', '415', '422', '429', '503']);
      expect(statusesOf('/me/deletion')).toEqual(['202', '400', '401', '409', '413', '415', '422', '429', '503']);
      expect(statusesOf('/password/forgot')).toEqual(['202', '400', '413', '415', '422', '503']);
      expect(statusesOf('/password/reset')).toEqual(['204', '400', '413', '415', '422', '429', '503']);
      expect(statusesOf('/email/verify')).toEqual(['204', '400', '413', '415', '422', '429', '503']);
      expect(statusesOf('/me/email')).toEqual(['202', '400', '401', '409', '413', '415', '422', '429', '503']);
      expect(statusesOf('/email/change')).toEqual(['204', '400', '401', '409', '413', '415', '422', '429', '503']);
      expect(paths['/email/change']!.post!.security).toContainEqual({});
      expect(statusesOf('/email/undo')).toEqual(['204', '400', '409', '413', '415', '422', '503']);
      expect(statusesOf('/me/username')).toEqual(['200', '400', '401', '409', '413', '415', '422', '429', '503']);
      expect(statusesOf('/users/{id}/password-reset')).toEqual(['202', '400', '401', '403', '404', '409', '503']);
      expect(statusesOf('/invitations')).toEqual(['201', '400', '401', '403', '409', '413', '415', '422', '503']);
      expect(statusesOf('/invitations/accept')).toEqual(['201', '400', '409', '413', '415', '422', '503']);
      expect(statusesOf('/invitations/{id}/mail')).toEqual(['202', '400', '401', '403', '404', '409', '503']);
      expect(components!.schemas!['PasswordReset']).toMatchObject({
        required: ['new_password'],
        properties: { token: {}, email: { format: 'email' }, code: {}, new_password: { minLength: 8 } },
      });
    } finally {
      await host.stop();
    }
  });

  it('can be moved and left out one by one', async () => {
    const host = await start({
      routes: {
        deletion: 'account/deletion',
        passwordForgot: 'auth/forgot',
        emailVerification: false,
        emailChangeRequest: 'my/email',
        emailChange: 'my/email/confirm',
        emailUndo: false,
        usernameChange: false,
        administeredReset: 'admin/:id/reset-password',
        invitations: 'admin/invitations',
        invitationAccept: 'join/invited',
      },
    });
    try {
      expect(pathsOf(host).toSorted()).toEqual(
        [
          '/account/deletion',
          '/admin/invitations',
          '/admin/invitations/{id}',
          '/admin/invitations/{id}/mail',
          '/admin/{id}/reset-password',
          '/auth/forgot',
          '/email/verify',
          '/join/invited',
          '/me/password',
          '/my/email',
          '/my/email/confirm',
          '/password/reset',
        ].toSorted(),
      );
      expect((await host.client.postJson('/auth/forgot', { email: 'nobody@example.com' })).status).toBe(202);
      expect((await host.client.postJson('/password/forgot', { email: 'nobody@example.com' })).status).toBe(404);
      expect((await host.client.send('/admin/1/reset-password', { method: 'POST' })).status).toBe(401);
      expect((await host.client.get('/admin/invitations')).status).toBe(401);
      expect((await host.client.get('/invitations')).status).toBe(404);
      expect((await host.client.postJson('/join/invited', {})).status).toBe(422);
    } finally {
      await host.stop();
    }
  });

  it('can be left out all', async () => {
    const host = await start({ routes: false });
    try {
      expect(pathsOf(host)).toEqual([]);
    } finally {
      await host.stop();
    }
  });
});

it('an application without guards for all routes is told at its start', async () => {
  const started = startAccountsHost('fastify', { globalGuards: [] });
  await expect(started).rejects.toThrow('RequestingUser');
  expect(GLOBAL_GUARDS).toHaveLength(3);
});

it('an application without the scope users:write is told at its start', async () => {
  const started = startAccountsHost('fastify', { auth: { scopes: {} } });
  await expect(started).rejects.toThrow('users:write');
});
