import type { TestingModuleBuilder } from '@nestjs/testing';
import {
  AccountDeletion,
  EmailVerification,
  MailUnavailableError,
  PasswordChange,
  PasswordReset,
} from '@portcullis/accounts';
import { PasswordHasher, ServiceUnavailableError } from '@portcullis/auth';
import { PasswordChangedError, TooManyAttemptsError } from '@portcullis/auth/spi';
import { Database } from '@portcullis/database';
import { OneTimeSecrets } from '@portcullis/one-time-secrets';
import { MailSender } from '../../libs/accounts/src/outbox/mail-sender.js';
import type { Answer, Client } from '../support/client.js';
import type { TestService } from '../support/service.js';
import { INVITATION_OF_EXAMPLES } from './invitation-of-examples.js';

export type Running = Pick<TestService, 'client' | 'app'>;

export type Requests = Readonly<Record<string, () => Promise<Answer>>>;

const EMAIL_OF_EXAMPLES = 'alice@example.com';

/** The purpose of the secret that a route takes. */
const PURPOSES: Readonly<Record<string, string>> = {
  '/password/reset': 'password_reset',
  '/email/verify': 'email_verification',
  '/invitations/accept': 'invitation',
  '/email/change': 'email_change',
  '/email/undo': 'email_undo',
};

/** What is stored with the secret. */
const PAYLOADS: Readonly<Record<string, object>> = {
  email_change: { from: EMAIL_OF_EXAMPLES, to: 'alice@example.org' },
  email_undo: { email: EMAIL_OF_EXAMPLES, verified: false },
};

const NEW_PASSWORD = 'a violin in the rain';

/** Mails stay in the outbox: composing one would replace the secret that an example needs. */
export function withoutSending(builder: TestingModuleBuilder): TestingModuleBuilder {
  return builder.overrideProvider(MailSender).useValue({ wake: () => undefined });
}

/** Undoes what earlier examples have changed in the account of the examples. */
export async function restoreAccountOfExamples({ app }: TestService, password: string): Promise<void> {
  const passwordHash = await app.get(PasswordHasher, { strict: false }).hash(password);
  await app
    .get(Database, { strict: false })
    .query(
      'UPDATE {users} SET hashed_password = $1, email = $2::text, email_canonical = $2::text, email_verified = false WHERE id = 1',
      [passwordHash, EMAIL_OF_EXAMPLES],
    );
}

/** Replaces the secret of an example by a valid one. */
export async function withSecretOfExamples({ app }: TestService, path: string, body: string): Promise<string> {
  const purpose = PURPOSES[path];
  if (purpose === undefined) {
    return body;
  }
  const subject = purpose === 'invitation' ? INVITATION_OF_EXAMPLES : '1';
  const payload = PAYLOADS[purpose];
  const secret = { purpose, subject, boundTo: EMAIL_OF_EXAMPLES, lifetimeSeconds: 60, payload };
  const secrets = app.get(OneTimeSecrets, { strict: false });
  const issued = await app
    .get(Database, { strict: false })
    .transaction((transaction) => secrets.issue({ ...secret, code: { lifetimeSeconds: 60 } }, transaction));
  const members = JSON.parse(body) as Record<string, unknown>;
  return JSON.stringify({
    ...members,
    ...(members['token'] !== undefined && { token: issued.token }),
    ...(members['code'] !== undefined && { code: issued.code }),
  });
}

/** The routes for signed-in users, whose guards refuse like those of every other route. */
export const GUARDED_ACCOUNT_ROUTES = ['POST /me/deletion', 'POST /me/password', 'POST /users/{id}/password-reset'];

/** What the requests need of the test that makes them. */
export interface Helpers {
  /** Registers a user, and returns their access token. */
  readonly signedIn: (username: string) => Promise<string>;
  /** Registers an administrator, and returns their access token. */
  readonly administrator: (username: string, scope: string) => Promise<string>;
  readonly deactivatedId: (username: string) => Promise<string>;
}

/** Thousands of codes would have to be presented. */
export async function tooManyCodes(): Promise<never> {
  throw new TooManyAttemptsError(60);
}

/** A request for each documented error but those of the guards. */
export function accountRefusals(
  { client, app }: Running,
  { signedIn, administrator, deactivatedId }: Helpers,
): Requests {
  const post = (path: string, body: unknown, token: string) =>
    client.postJson(path, body, { Authorization: `Bearer ${token}` });
  const change = (token: string, current_password: string) =>
    post('/me/password', { current_password, new_password: NEW_PASSWORD }, token);
  const requestDeletion = (token: string, current_password: string) =>
    post('/me/deletion', { current_password }, token);
  const startReset = (id: string, token: string) => post(`/users/${id}/password-reset`, '', token);
  return {
    ...bodyRefusals(client, '/password/forgot', {}),
    ...bodyRefusals(client, '/email/verification', {}),
    ...bodyRefusals(client, '/password/reset', {}),
    ...bodyRefusals(client, '/email/verify', []),
    ...bodyRefusals(client, '/me/password', {}, () => signedIn('hurried')),
    ...bodyRefusals(client, '/me/deletion', {}, () => signedIn('leaving')),
    'POST /password/reset 400 invalid_secret': () =>
      client.postJson('/password/reset', { token: 'guessed', new_password: NEW_PASSWORD }),
    'POST /email/verify 400 invalid_secret': () => client.postJson('/email/verify', { token: 'guessed' }),
    'POST /password/reset 429 too_many_attempts': () =>
      whileStubbed(app.get(PasswordReset, { strict: false }), { redeem: tooManyCodes }, () =>
        client.postJson('/password/reset', { token: 'guessed', new_password: NEW_PASSWORD }),
      ),
    'POST /email/verify 429 too_many_attempts': () =>
      whileStubbed(app.get(EmailVerification, { strict: false }), { redeem: tooManyCodes }, () =>
        client.postJson('/email/verify', { token: 'guessed' }),
      ),
    'POST /me/password 400 incorrect_password': async () => change(await signedIn('mistaken'), 'wrong'),
    'POST /me/deletion 400 incorrect_password': async () => requestDeletion(await signedIn('unsure'), 'wrong'),
    'POST /me/password 409 password_changed': async () => {
      const passwords = app.get(PasswordChange, { strict: false });
      return whileStubbed(passwords, { change: () => Promise.reject(new PasswordChangedError()) }, async () =>
        change(await signedIn('second'), 'any'),
      );
    },
    'POST /me/deletion 409 password_changed': async () => {
      const deletions = app.get(AccountDeletion, { strict: false });
      return whileStubbed(deletions, { request: () => Promise.reject(new PasswordChangedError()) }, async () =>
        requestDeletion(await signedIn('third'), 'any'),
      );
    },
    'POST /me/password 429 too_many_attempts': async () => {
      const token = await signedIn('guesser');
      return untilTooMany(() => change(token, 'wrong'));
    },
    'POST /me/deletion 429 too_many_attempts': async () => {
      const token = await signedIn('leaving_guesser');
      return untilTooMany(() => requestDeletion(token, 'wrong'));
    },
    'POST /users/{id}/password-reset 403 insufficient_scope': async () =>
      startReset('1', await administrator('scopeless', '')),
    'POST /users/{id}/password-reset 404 unknown_account': async () =>
      startReset('2147483647', await administrator('misled', 'users:write')),
    'POST /users/{id}/password-reset 409 account_deactivated': async () =>
      startReset(await deactivatedId('sleeping'), await administrator('waker', 'users:write')),
  };
}

/** Repeats a guess until it is refused. */
export async function untilTooMany(guess: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await guess();
    if (answer.status === 429) {
      return answer;
    }
  }
}

/** The errors of the body, the same at every route with a JSON body. */
export function bodyRefusals(
  client: Client,
  path: string,
  incomplete: unknown,
  signedIn?: () => Promise<string>,
): Requests {
  let token: Promise<string> | undefined;
  const own = async (): Promise<Record<string, string>> =>
    signedIn ? { Authorization: `Bearer ${await (token ??= signedIn())}` } : {};
  return {
    [`POST ${path} 400 invalid_request`]: async () => client.postJson(path, '{', await own()),
    [`POST ${path} 413 payload_too_large`]: async () =>
      client.postJson(path, { token: 'x'.repeat(20_000) }, await own()),
    [`POST ${path} 415 unsupported_media_type`]: async () => client.postForm(path, {}, await own()),
    [`POST ${path} 422 validation_failed`]: async () => client.postJson(path, incomplete, await own()),
  };
}

/** A request for each 503 of a service by {@link withAccountsOutOfReach} but those of the guards. */
export function accountOutages(client: Client, administrator: string): Requests {
  const mail = (path: string, local: string) => client.postJson(path, { email: `${local}@example.com` });
  return {
    'POST /password/forgot 503 service_unavailable': () => mail('/password/forgot', 'database'),
    'POST /password/forgot 503 mail_unavailable': () => mail('/password/forgot', 'mail'),
    'POST /email/verification 503 service_unavailable': () => mail('/email/verification', 'database'),
    'POST /email/verification 503 mail_unavailable': () => mail('/email/verification', 'mail'),
    'POST /password/reset 503 service_unavailable': () =>
      client.postJson('/password/reset', { token: 'any', new_password: NEW_PASSWORD }),
    'POST /email/verify 503 service_unavailable': () => client.postJson('/email/verify', { token: 'any' }),
    'POST /users/{id}/password-reset 503 mail_unavailable': () =>
      client.send('/users/1/password-reset', { method: 'POST', headers: { Authorization: `Bearer ${administrator}` } }),
  };
}

/** The database does not answer, and for `mail@example.com` there is no mailer. */
export function withAccountsOutOfReach(builder: TestingModuleBuilder): TestingModuleBuilder {
  const outOfReach = () => Promise.reject(new ServiceUnavailableError());
  const noMailer = () => Promise.reject(new MailUnavailableError());
  const request = (email: string) => (email.startsWith('mail@') ? noMailer() : outOfReach());
  return builder
    .overrideProvider(PasswordReset)
    .useValue({ request, redeem: outOfReach, start: noMailer })
    .overrideProvider(EmailVerification)
    .useValue({ request, redeem: outOfReach });
}

/** Does the work while an object has other methods. */
export async function whileStubbed<T extends object>(target: T, stub: Partial<T>, work: () => Promise<Answer>) {
  Object.assign(target, stub);
  try {
    return await work();
  } finally {
    Object.keys(stub).forEach((name) => Reflect.deleteProperty(target, name));
  }
}
