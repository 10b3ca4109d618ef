import { Injectable, Module } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { PostgresUserRepository, UsersModule, type UsersModuleOptions } from '@portcullis/users';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startUsersHost, type UsersHost } from './users-host.js';

@Injectable()
class HostConfig {
  readonly subject = 'username';

  create(): UsersModuleOptions {
    return { subject: this.subject };
  }
}

@Module({ providers: [HostConfig], exports: [HostConfig] })
class ConfigModule {}

/** Every form of `forRootAsync`. */
const SOURCES = {
  'a factory': {
    imports: [ConfigModule],
    inject: [HostConfig],
    useFactory: (config: HostConfig) => config.create(),
  },
  'a class': { useClass: HostConfig },
  'a provider': { imports: [ConfigModule], useExisting: HostConfig },
} as const;

const ROUTES = [
  [undefined, ['/register']],
  [{ path: 'accounts' }, ['/accounts']],
  [false, []],
] as const;

const EVE = { id: 1, username: 'eve', email: 'eve@example.com', emailVerified: false, isActive: true, roles: [] };

describe.each(Object.entries(SOURCES))('UsersModule with options from %s', (_source, options) => {
  let database: TestDatabase;
  let host: UsersHost | undefined;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  afterEach(async () => {
    await host?.app.close();
    host = undefined;
  });

  it.each(ROUTES)('applies them: registration %j gives the routes %j', async (registration, paths) => {
    const users = UsersModule.forRootAsync({ ...options, registration, isGlobal: true } as Parameters<
      typeof UsersModule.forRootAsync
    >[0]);
    host = await startUsersHost(database.url, users);
    expect(host.paths()).toEqual(paths);
    expect((await host.client.postJson('/register', {})).status).toBe(registration === undefined ? 422 : 404);
    expect(host.app.get(PostgresUserRepository, { strict: false }).subjectOf(EVE)).toBe('eve');
  });
});
