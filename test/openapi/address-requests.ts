import type { TestingModuleBuilder } from '@nestjs/testing';
import {
  EmailChange,
  EmailTakenError,
  EmailUndo,
  MailUnavailableError,
  UsernameChange,
  UsernameTakenError,
} from '@portcullis/accounts';
import { ServiceUnavailableError } from '@portcullis/auth';
import { PasswordChangedError } from '@portcullis/auth/spi';
import type { Answer, Client } from '../support/client.js';
import {
  bodyRefusals,
  type Helpers,
  type Requests,
  type Running,
  tooManyCodes,
  untilTooMany,
  whileStubbed,
} from './account-requests.js';

const TOKEN = { token: 'guessed' };

/** The routes with a user, whose guards refuse like those of every other route. */
export const GUARDED_ADDRESS_ROUTES = ['POST /me/email', 'POST /me/username', 'POST /email/change'];

function refusing(error: Error): () => Promise<never> {
  return async () => {
    throw error;
  };
}

/** A request for each documented error but those of the guards. The guards of `/email/change` admit a request without a user. */
export function addressRefusals({ client, app }: Running, { signedIn }: Helpers): Requests {
  const emails = app.get(EmailChange, { strict: false });
  const undos = app.get(EmailUndo, { strict: false });
  const usernames = app.get(UsernameChange, { strict: false });
  const post = (path: string, body: object, token: string) =>
    client.postJson(path, body, { Authorization: `Bearer ${token}` });
  const askForEmail = (token: string) =>
    post('/me/email', { email: 'elsewhere@example.com', current_password: 'wrong' }, token);
  const rename = (token: string) => post('/me/username', { username: 'renamed', current_password: 'wrong' }, token);
  return {
    ...bodyRefusals(client, '/me/email', {}, () => signedIn('moving')),
    ...bodyRefusals(client, '/email/change', []),
    ...bodyRefusals(client, '/email/undo', {}),
    ...bodyRefusals(client, '/me/username', {}, () => signedIn('renaming')),
    'POST /me/email 400 incorrect_password': async () => askForEmail(await signedIn('moving_mistaken')),
    'POST /me/email 409 password_changed': async () => {
      const token = await signedIn('moving_second');
      return whileStubbed(emails, { request: refusing(new PasswordChangedError()) }, () => askForEmail(token));
    },
    'POST /me/email 429 too_many_attempts': async () => {
      const token = await signedIn('moving_guesser');
      return untilTooMany(() => askForEmail(token));
    },
    'POST /email/change 400 invalid_secret': () => client.postJson('/email/change', TOKEN),
    'POST /email/change 401 not_authenticated': () => client.postJson('/email/change', { code: 'WDJB-MJHT' }),
    'POST /email/change 409 email_taken': () =>
      whileStubbed(emails, { redeem: refusing(new EmailTakenError()) }, () => client.postJson('/email/change', TOKEN)),
    'POST /email/change 429 too_many_attempts': () =>
      whileStubbed(emails, { redeem: tooManyCodes }, () => client.postJson('/email/change', TOKEN)),
    'POST /email/undo 400 invalid_secret': () => client.postJson('/email/undo', TOKEN),
    'POST /email/undo 409 email_taken': () =>
      whileStubbed(undos, { redeem: refusing(new EmailTakenError()) }, () => client.postJson('/email/undo', TOKEN)),
    'POST /me/username 400 incorrect_password': async () => rename(await signedIn('renaming_mistaken')),
    'POST /me/username 400 already_registered': async () => {
      const token = await signedIn('renaming_late');
      return whileStubbed(usernames, { change: refusing(new UsernameTakenError()) }, () => rename(token));
    },
    'POST /me/username 409 password_changed': async () => {
      const token = await signedIn('renaming_second');
      return whileStubbed(usernames, { change: refusing(new PasswordChangedError()) }, () => rename(token));
    },
    'POST /me/username 429 too_many_attempts': async () => {
      const token = await signedIn('renaming_guesser');
      return untilTooMany(() => rename(token));
    },
  };
}

/** A request for each 503 of a service by {@link withAddressesOutOfReach} but those of the guards. */
export function addressOutages(client: Client, token: string): Requests {
  const body = { email: 'elsewhere@example.com', current_password: 'any' };
  return {
    'POST /me/email 503 mail_unavailable': (): Promise<Answer> =>
      client.postJson('/me/email', body, { Authorization: `Bearer ${token}` }),
    'POST /email/undo 503 service_unavailable': () => client.postJson('/email/undo', TOKEN),
  };
}

/** The database does not answer, and there is no mailer. */
export function withAddressesOutOfReach(builder: TestingModuleBuilder): TestingModuleBuilder {
  const outOfReach = () => Promise.reject(new ServiceUnavailableError());
  return builder
    .overrideProvider(EmailChange)
    .useValue({ request: () => Promise.reject(new MailUnavailableError()), redeem: outOfReach })
    .overrideProvider(EmailUndo)
    .useValue({ redeem: outOfReach });
}
