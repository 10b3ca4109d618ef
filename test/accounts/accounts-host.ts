import { type INestApplication, type ModuleMetadata } from '@nestjs/common';
import { AccountsModule, accountsMigrations } from '@portcullis/accounts';
import { AuthModule, type DomainEvent, GLOBAL_GUARDS, hasRole } from '@portcullis/auth';
import { Database, AuthDatabaseModule, pgAdapter } from '@portcullis/database';
import { limitsMigrations } from '@portcullis/limits';
import { oneTimeSecretsMigrations } from '@portcullis/one-time-secrets';
import { SessionsModule, sessionsMigrations } from '@portcullis/sessions';
import { PostgresUserRepository, UsersModule, usersMigrations } from '@portcullis/users';
import { Pool } from 'pg';
import { MailSender } from '../../libs/accounts/src/outbox/mail-sender.js';
import { OPTIONS, startHost } from '../embedding/host.js';
import type { Adapter } from '../support/adapters.js';
import type { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { RecordingMailer } from './recording.mailer.js';

export const PASSWORD = 'an unlikely passphrase';
export const APP_URL = 'https://app.example.com/account';

const MIGRATIONS = [
  ...usersMigrations,
  ...sessionsMigrations,
  ...limitsMigrations,
  ...oneTimeSecretsMigrations,
  ...accountsMigrations,
];

type AccountsExtras = Parameters<(typeof AccountsModule)['forRoot']>[0];

export interface AccountsHostOptions {
  readonly accounts?: Partial<AccountsExtras>;
  readonly auth?: Partial<Parameters<(typeof AuthModule)['forRoot']>[0]>;
  /** @default what `emailVerification` needs */
  readonly registration?: NonNullable<Parameters<(typeof UsersModule)['forRoot']>[0]>['registration'];
  readonly controllers?: ModuleMetadata['controllers'];
  readonly providers?: ModuleMetadata['providers'];
  /** @default GLOBAL_GUARDS */
  readonly globalGuards?: typeof GLOBAL_GUARDS;
  /** A database that several applications share; the caller drops it. @default its own */
  readonly database?: TestDatabase;
}

/** An application with users, sessions and accounts, in its own database. */
export interface AccountsHost {
  readonly app: INestApplication;
  readonly client: Client;
  readonly database: Database;
  readonly pool: Pool;
  readonly mailer: RecordingMailer;
  readonly events: DomainEvent[];
  stop(): Promise<void>;
}

export async function startAccountsHost(
  adapter: Adapter,
  {
    accounts = {},
    auth = {},
    registration = { hidesAddresses: accounts.emailVerification === 'required' },
    controllers = [],
    providers = [],
    globalGuards = GLOBAL_GUARDS,
    database: shared,
  }: AccountsHostOptions = {},
): Promise<AccountsHost> {
  const created = shared ?? (await createTestDatabase());
  const pool = new Pool({ connectionString: created.url });
  // The server ends the connections when the database is dropped.
  pool.on('error', () => undefined);
  const events: DomainEvent[] = [];
  const mailer = new RecordingMailer();
  const users = UsersModule.forRoot({ registration, registrationsPerAddress: 1_000_000 });
  const release = async () => {
    await pool.end();
    if (!shared) {
      await created.drop();
    }
  };
  const { app, client } = await startHost(adapter, {
    imports: [
      AuthDatabaseModule.forRoot({ adapter: pgAdapter(pool), migrations: MIGRATIONS }),
      users,
      AuthModule.forRoot({
        ...OPTIONS,
        isGlobal: true,
        imports: [users],
        userRepository: { useExisting: PostgresUserRepository },
        eventPublisher: { useValue: { publish: (event: DomainEvent) => void events.push(event) } },
        roles: ['admin'],
        scopes: { 'users:write': { description: 'Administer users', grantedTo: hasRole('admin') } },
        ...auth,
      }),
      SessionsModule.forRoot(),
      AccountsModule.forRoot({
        productName: 'Acme',
        appUrl: APP_URL,
        mailer: { useValue: mailer },
        mailsPerNetwork: 1_000_000,
        imports: [users],
        isGlobal: true,
        ...accounts,
      }),
    ],
    controllers,
    providers: [...globalGuards, { provide: Pool, useValue: pool }, ...providers],
  }).catch(async (error: unknown) => {
    await release();
    throw error;
  });
  mailer.wake = app.get(MailSender, { strict: false }).wake;
  return {
    app,
    client,
    database: app.get(Database, { strict: false }),
    pool,
    mailer,
    events,
    stop: async () => {
      await app.close();
      await release();
    },
  };
}
