import type { Abstract, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Invitations, PasswordReset } from '@portcullis/accounts';
import { Accounts, PasswordHasher } from '@portcullis/auth';
import { type Cause, NO_REQUEST, PasswordPolicy } from '@portcullis/auth/spi';
import { type RegisteredUser, UserAdministration, UserDirectory } from '@portcullis/users';
import { AccountLimits } from './account-limits.js';
import { commandSettings } from './command-settings.js';
import { PasswordChange } from './password-change.js';
import { UserInvitation } from './user-invitation.js';
import { UserToolsModule } from './user-tools.module.js';
import { Database } from '@portcullis/database';
import { withDatabase } from './with-database.js';

/** The services for the commands about users. */
export interface UserTools {
  readonly directory: UserDirectory;
  readonly administration: UserAdministration;
  readonly limits: AccountLimits;
  readonly passwords: PasswordChange;
  readonly invitation: UserInvitation;
  /** The actor of a change, for events. */
  readonly cause: Cause;
}

/** Runs the work with the users in the database of the service. Changes have the same consequences as in the service. */
export async function withUserTools<T>(work: (tools: UserTools) => Promise<T>): Promise<T> {
  const command = await commandSettings(process.env);
  const { settings } = command;
  return withDatabase(settings, async ({ adapter }) => {
    const module = UserToolsModule.forRuntime(command, adapter);
    const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
    const provided = <TProvided>(token: Type<TProvided> | Abstract<TProvided>) => app.get(token, { strict: false });
    try {
      const directory = provided(UserDirectory);
      return await work({
        directory,
        administration: provided(UserAdministration),
        limits: new AccountLimits(provided(Database), directory, settings),
        passwords: new PasswordChange(
          provided<Accounts<RegisteredUser>>(Accounts),
          provided(PasswordPolicy),
          provided(PasswordHasher),
          provided(PasswordReset),
        ),
        invitation: new UserInvitation(provided(Invitations)),
        cause: { actor: { kind: 'operator' }, origin: NO_REQUEST },
      });
    } finally {
      await app.close();
    }
  });
}
