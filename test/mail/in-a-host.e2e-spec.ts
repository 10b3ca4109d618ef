import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule, accountsMigrations, type MailContent, MailOutbox, MailTexts } from '@portcullis/accounts';
import { AuthModule } from '@portcullis/auth';
import { NO_REQUEST } from '@portcullis/auth/spi';
import { AuthDatabaseModule, Database } from '@portcullis/database';
import { typeOrmAdapter, typeOrmMigrations } from '@portcullis/database/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { EmployeeRepository, OPTIONS, startHost } from '../embedding/host.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { CONTENT, until } from './mail-host.js';
import { ScriptedMailer } from './mailers.js';

const OWN_TEXT: MailContent = { subject: 'Our own words', text: 'Text', html: '<p>Text</p>' };

describe('a host with a mail outbox', () => {
  let database: TestDatabase;
  let mailer: ScriptedMailer;
  let app: INestApplication | undefined;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  beforeEach(() => {
    mailer = new ScriptedMailer();
  });
  afterEach(() => app?.close());
  afterAll(() => database.drop());

  const start = async (options: Partial<DataSourceOptions> = {}): Promise<INestApplication> => {
    const migrations = typeOrmMigrations(accountsMigrations);
    const dataSource = {
      ...dataSourceOptions(database.url),
      entities: [],
      migrations,
      ...options,
    } as DataSourceOptions;
    ({ app } = await startHost('fastify', {
      imports: [
        TypeOrmModule.forRoot({ ...dataSource, migrationsRun: true, retryAttempts: 0 }),
        AuthDatabaseModule.forRootAsync({ inject: [DataSource], useFactory: typeOrmAdapter }),
        AuthModule.forRoot({ ...OPTIONS, isGlobal: true, userRepository: EmployeeRepository }),
        AccountsModule.forRoot({
          productName: 'Acme',
          appUrl: 'https://app.example.com',
          flows: false,
          mailer: { useValue: mailer },
          texts: { passwordChanged: () => OWN_TEXT },
        }),
      ],
    }));
    return app;
  };

  it('has its table under the prefix of the data source, and sends in a transaction of TypeORM', async () => {
    const host = await start({ entityPrefix: 'app_', migrationsTableName: 'app_migrations' });
    const mail = { purpose: 'greeting', to: 'alice@example.com', content: CONTENT };
    await host.get(DataSource).transaction(async (manager) => {
      const work = () => host.get(Database).transaction((transaction) => host.get(MailOutbox).put(mail, transaction));
      await host.get(Database).within(manager, work);
      expect(await manager.query('SELECT purpose FROM app_mail_outbox')).toEqual([{ purpose: 'greeting' }]);
    });
    await until(() => mailer.sent.length === 1);
  });

  it('leaves TypeORM no schema change to generate, and can revert the migrations', async () => {
    const dataSource = (await start()).get(DataSource);
    expect((await dataSource.driver.createSchemaBuilder().log()).upQueries).toEqual([]);
    for (let undone = 0; undone < accountsMigrations.length; undone += 1) {
      await dataSource.undoLastMigration();
    }
    expect(await dataSource.query("SELECT to_regclass('mail_outbox') AS found")).toEqual([{ found: null }]);
    await dataSource.runMigrations();
  });

  it('replaces one text, and keeps the others', async () => {
    const texts = (await start()).get(MailTexts);
    const facts = { username: 'alice', at: 0, origin: NO_REQUEST };
    expect(texts.passwordChanged(facts)).toBe(OWN_TEXT);
    expect(texts.emailChanged({ ...facts, newEmail: 'alice@new.example' }).subject).toContain('Acme');
  });
});
