// An instance of an application with users, sessions and accounts. It tells its parent process its URL and each mail, and deletes the
// accounts that are due when it is told to.
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import pg from 'pg';
import { AccountPurge, AccountsModule, accountsMigrations, Mailer } from '../../dist/libs/accounts/src/index.js';
import { AuthModule, GLOBAL_GUARDS, hasRole } from '../../dist/libs/auth/src/index.js';
import { AuthDatabaseModule, pgAdapter } from '../../dist/libs/database/src/index.js';
import { oneTimeSecretsMigrations } from '../../dist/libs/one-time-secrets/src/index.js';
import { SessionsModule, sessionsMigrations } from '../../dist/libs/sessions/src/index.js';
import { PostgresUserRepository, UsersModule, usersMigrations } from '../../dist/libs/users/src/index.js';

const [url, secret, emailVerification] = process.argv.slice(2);

class ReportingMailer extends Mailer {
  async send(mail) {
    process.send({ mail });
  }
}

function Root() {}

const users = UsersModule.forRoot({ registration: { hidesAddresses: emailVerification === 'required' } });

Module({
  imports: [
    AuthDatabaseModule.forRoot({
      adapter: pgAdapter(new pg.Pool({ connectionString: url, max: 10 })),
      migrations: [...usersMigrations, ...sessionsMigrations, ...oneTimeSecretsMigrations, ...accountsMigrations],
    }),
    users,
    AuthModule.forRoot({
      isGlobal: true,
      imports: [users],
      userRepository: { useExisting: PostgresUserRepository },
      issuer: 'https://host.example',
      audience: 'host',
      secret,
      password: { cost: 4 },
      hashing: { maxWaitMs: 60_000 },
      roles: ['admin'],
      scopes: { 'users:write': { description: 'Administer users', grantedTo: hasRole('admin') } },
    }),
    SessionsModule.forRoot(),
    AccountsModule.forRoot({
      productName: 'Acme',
      appUrl: 'https://app.example.com',
      mailer: ReportingMailer,
      emailVerification,
      imports: [users],
      mailsPerNetwork: 1_000_000,
      purgeInterval: 0,
    }),
  ],
  providers: [...GLOBAL_GUARDS],
})(Root);

const app = await NestFactory.create(Root, new FastifyAdapter(), { logger: ['error'] });

async function purge() {
  process.send({ purged: await app.get(AccountPurge, { strict: false }).purge() });
}
process.on('message', () => void purge());
await app.listen(0, '127.0.0.1');
process.send({ url: await app.getUrl() });
