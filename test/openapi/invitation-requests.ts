import type { TestingModuleBuilder } from '@nestjs/testing';
import { EmailTakenError, Invitations, MailUnavailableError, UsernameTakenError } from '@portcullis/accounts';
import { ServiceUnavailableError } from '@portcullis/auth';
import type { Answer, Client } from '../support/client.js';
import { bodyRefusals, type Helpers, type Requests, type Running, whileStubbed } from './account-requests.js';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

const ACCEPTANCE = { token: 'guessed', username: 'invited', password: 'a violin in the rain' };

/** The routes for administrators, whose guards refuse like those of every other route. */
export const GUARDED_INVITATION_ROUTES = [
  'POST /invitations',
  'GET /invitations',
  'DELETE /invitations/{id}',
  'POST /invitations/{id}/mail',
];

function ask(client: Client, route: string, token: string, body?: unknown): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const headers = {
    Authorization: `Bearer ${token}`,
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
  };
  const asked = path.replace('{id}', UNKNOWN);
  return client.send(asked, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
}

/** A request for each documented error but those of the guards. */
export function invitationRefusals({ client, app }: Running, { administrator }: Helpers): Requests {
  const invitations = app.get(Invitations, { strict: false });
  let shared: Promise<string> | undefined;
  const inviter = () => (shared ??= administrator('inviter', 'users:write'));
  const refusedBy = (reason: Error, work: () => Promise<Answer>) => {
    const refuse = () => Promise.reject(reason);
    return whileStubbed(invitations, { invite: refuse, mailAgain: refuse, accept: refuse }, work);
  };
  return {
    ...bodyRefusals(client, '/invitations', {}, inviter),
    ...bodyRefusals(client, '/invitations/accept', {}),
    ...Object.fromEntries(
      GUARDED_INVITATION_ROUTES.map((route, index) => [
        `${route} 403 insufficient_scope`,
        async () => ask(client, route, await administrator(`uninviting${index}`, '')),
      ]),
    ),
    'POST /invitations 409 email_taken': async () => {
      await client.newcomer('member');
      return ask(client, 'POST /invitations', await inviter(), { email: 'member@example.com' });
    },
    'GET /invitations 422 validation_failed': async () => ask(client, 'GET /invitations?limit=0', await inviter()),
    'DELETE /invitations/{id} 404 unknown_invitation': async () =>
      ask(client, 'DELETE /invitations/{id}', await inviter()),
    'POST /invitations/{id}/mail 404 unknown_invitation': async () =>
      ask(client, 'POST /invitations/{id}/mail', await inviter()),
    'POST /invitations/{id}/mail 409 email_taken': async () => {
      const token = await inviter();
      return refusedBy(new EmailTakenError(), () => ask(client, 'POST /invitations/{id}/mail', token));
    },
    'POST /invitations/accept 400 invalid_secret': () => client.postJson('/invitations/accept', ACCEPTANCE),
    'POST /invitations/accept 400 already_registered': () =>
      refusedBy(new UsernameTakenError(), () => client.postJson('/invitations/accept', ACCEPTANCE)),
    'POST /invitations/accept 409 email_taken': () =>
      refusedBy(new EmailTakenError(), () => client.postJson('/invitations/accept', ACCEPTANCE)),
  };
}

/** A request for each 503 of a service by {@link withInvitationsOutOfReach} but those of the guards. */
export function invitationOutages(client: Client, administrator: string): Requests {
  return {
    'POST /invitations 503 mail_unavailable': () =>
      ask(client, 'POST /invitations', administrator, { email: 'invited@example.com' }),
    'POST /invitations/{id}/mail 503 mail_unavailable': () => ask(client, 'POST /invitations/{id}/mail', administrator),
    'POST /invitations/accept 503 service_unavailable': () => client.postJson('/invitations/accept', ACCEPTANCE),
  };
}

/** The database does not answer, and there is no mailer. */
export function withInvitationsOutOfReach(builder: TestingModuleBuilder): TestingModuleBuilder {
  const noMailer = () => Promise.reject(new MailUnavailableError());
  return builder.overrideProvider(Invitations).useValue({
    accept: () => Promise.reject(new ServiceUnavailableError()),
    invite: noMailer,
    mailAgain: noMailer,
  });
}
