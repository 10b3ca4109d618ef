import { afterEach, beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, HttpCode, type INestApplication, Post } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthErrorInterceptor, AuthModule, GLOBAL_GUARDS, Public } from '@portcullis/auth';
import {
  OneTimeSecrets,
  OneTimeSecretsModule,
  oneTimeSecretsMigrations,
  SecretPurge,
} from '@portcullis/one-time-secrets';
import { AuthDatabaseModule } from '@portcullis/database';
import { typeOrmAdapter, typeOrmMigrations } from '@portcullis/database/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { EmployeeRepository, OPTIONS, startHost } from '../embedding/host.js';
import { ADAPTERS } from '../support/adapters.js';
import type { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const PURPOSE = 'newsletter';

@Controller('newsletter')
class NewsletterController {
  constructor(private readonly secrets: OneTimeSecrets) {}

  @Public()
  @Post('confirmation')
  @HttpCode(200)
  async confirm(@Body() { token }: { token: string }) {
    const { subject } = await this.secrets.consume({ purpose: PURPOSE, token });
    return { subject };
  }
}

function importsOf(url: string, options: Partial<DataSourceOptions> = {}) {
  const migrations = typeOrmMigrations(oneTimeSecretsMigrations);
  const dataSource = { ...dataSourceOptions(url), entities: [], migrations, ...options } as DataSourceOptions;
  return [
    TypeOrmModule.forRoot({ ...dataSource, migrationsRun: true, retryAttempts: 0 }),
    AuthDatabaseModule.forRootAsync({ inject: [DataSource], useFactory: typeOrmAdapter }),
    AuthModule.forRoot({ ...OPTIONS, isGlobal: true, userRepository: EmployeeRepository }),
    OneTimeSecretsModule.forRoot(),
  ];
}

describe('a host with one-time secrets', () => {
  let database: TestDatabase;
  let app: INestApplication | undefined;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => app?.close());
  afterAll(() => database.drop());

  it.each(ADAPTERS)('responds to an invalid secret with a problem document, on %s', async (adapter) => {
    let client: Client;
    ({ app, client } = await startHost(adapter, {
      imports: importsOf(database.url),
      controllers: [NewsletterController],
      providers: [...GLOBAL_GUARDS, { provide: APP_INTERCEPTOR, useClass: AuthErrorInterceptor }],
    }));
    const { token } = await app.get(OneTimeSecrets).issue({ purpose: PURPOSE, subject: 'alice', lifetimeSeconds: 60 });
    const confirm = () => client.postJson('/newsletter/confirmation', { token });
    expect(await confirm()).toMatchObject({ status: 200, body: { subject: 'alice' } });
    expect(await confirm()).toMatchObject({
      status: 400,
      body: { code: 'invalid_secret', detail: 'The link or the code is not valid' },
    });
  });

  it('can purge at any time', async () => {
    ({ app } = await startHost('fastify', { imports: importsOf(database.url) }));
    expect(await app.get(SecretPurge).purge()).toBe(0);
  });

  it('leaves TypeORM no schema change to generate, and can revert the migration', async () => {
    ({ app } = await startHost('fastify', { imports: importsOf(database.url) }));
    const dataSource = app.get(DataSource);
    expect((await dataSource.driver.createSchemaBuilder().log()).upQueries).toEqual([]);
    await dataSource.undoLastMigration();
    expect(await dataSource.query("SELECT to_regclass('one_time_secrets') AS found")).toEqual([{ found: null }]);
    await dataSource.runMigrations();
  });

  it('has its table under the prefix of the data source', async () => {
    const imports = importsOf(database.url, { entityPrefix: 'app_', migrationsTableName: 'app_migrations' });
    ({ app } = await startHost('fastify', { imports }));
    const { token } = await app.get(OneTimeSecrets).issue({ purpose: PURPOSE, subject: 'alice', lifetimeSeconds: 60 });
    expect(await app.get(OneTimeSecrets).consume({ purpose: PURPOSE, token })).toMatchObject({ subject: 'alice' });
    expect(await app.get(DataSource).query('SELECT purpose FROM app_one_time_secrets')).toEqual([]);
  });
});
