import { type INestApplication, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AccountsModule, accountsMigrations } from '@portcullis/accounts';
import { AuthModule, GLOBAL_GUARDS } from '@portcullis/auth';
import { AuthDatabaseModule, pgAdapter } from '@portcullis/database';
import { oneTimeSecretsMigrations } from '@portcullis/one-time-secrets';
import { withTestAuth } from '@portcullis/testing';
import { PostgresUserRepository, UsersModule, usersMigrations } from '@portcullis/users';
import { Pool } from 'pg';
import { EmployeeRepository } from '../embedding/host.js';
import type { Adapter } from '../support/adapters.js';
import { createTestDatabase } from '../support/database.js';
import { AUTH_OPTIONS_OF_HOST, startHost } from './host.js';

/** Needs a setting that tests do not have. */
const mailer = {
  useFactory: (): never => {
    throw new Error('MAIL_URL is missing');
  },
};

const mailOptions = { productName: 'Acme', appUrl: 'https://app.example.com', mailer };

/** Users in PostgreSQL, who reset their passwords and verify their addresses. */
function withAccounts() {
  const users = UsersModule.forRoot();
  return [
    users,
    AuthModule.forRoot({
      ...AUTH_OPTIONS_OF_HOST,
      isGlobal: true,
      imports: [users],
      userRepository: { useExisting: PostgresUserRepository },
      scopes: { ...AUTH_OPTIONS_OF_HOST.scopes, 'users:write': 'Administer users' },
    }),
    AccountsModule.forRoot({ ...mailOptions, imports: [users] }),
  ];
}

/** Users elsewhere: the application has nothing but the outbox. */
function withOutbox() {
  return [
    AuthModule.forRoot({ ...AUTH_OPTIONS_OF_HOST, isGlobal: true, userRepository: EmployeeRepository }),
    AccountsModule.forRoot({ ...mailOptions, flows: false }),
  ];
}

/** Starts an application under the kit, with a database of its own. */
export async function startMailHost(
  kind: 'accounts' | 'outbox',
  adapter: Adapter = 'fastify',
): Promise<{ app: INestApplication; stop: () => Promise<void> }> {
  const database = await createTestDatabase();
  const pool = new Pool({ connectionString: database.url });
  // The server ends the connections when the database is dropped.
  pool.on('error', () => undefined);
  const migrations = [...usersMigrations, ...oneTimeSecretsMigrations, ...accountsMigrations];

  @Module({
    imports: [
      AuthDatabaseModule.forRoot({ adapter: pgAdapter(pool), migrations }),
      ...(kind === 'accounts' ? withAccounts() : withOutbox()),
    ],
    providers: [...GLOBAL_GUARDS],
  })
  class HostModule {}

  const builder = Test.createTestingModule({ imports: [HostModule] });
  const app = await startHost(adapter, withTestAuth(builder));
  const stop = async () => {
    await app.close();
    await pool.end();
    await database.drop();
  };
  return { app, stop };
}
