import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplication, Module, ValidationPipe } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { AuthModule, PasswordHasher, ServiceUnavailableError } from '@portcullis/auth';
import { TypeOrmUserRepository, UsersModule } from '@portcullis/users';
import { DatabaseModule } from '../../src/database/database.module.js';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const EVE = { username: 'eve', email: 'eve@example.com', password: 'an unlikely passphrase' };

/** Has no room for a password that says so. */
class FullHasher extends PasswordHasher {
  readonly decoyHash = '';
  recognises = () => true;
  verify = async () => false;
  async hash(password: string): Promise<string> {
    if (password.includes('no room')) {
      throw new ServiceUnavailableError({ retryAfterSeconds: 7 });
    }
    return 'a hash';
  }
}

/** A monolith with habits of its own: a global pipe that strips and converts, and no exception filter. */
function hostWith(url: string) {
  @Module({
    imports: [
      DatabaseModule.forRoot(async () => url),
      UsersModule,
      AuthModule.forRoot({
        isGlobal: true,
        imports: [UsersModule],
        userRepository: { useExisting: TypeOrmUserRepository },
        issuer: 'https://host.example',
        audience: 'host',
        secret: 'a secret for tests, of more than 32 bytes',
      }),
    ],
    providers: [{ provide: APP_PIPE, useValue: new ValidationPipe({ whitelist: true, transform: true }) }],
  })
  class HostModule {}
  return HostModule;
}

describe('registering in a host with a global ValidationPipe', () => {
  let database: TestDatabase;
  let app: INestApplication;
  let client: Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    const builder = Test.createTestingModule({ imports: [hostWith(database.url)] });
    app = (await builder.overrideProvider(PasswordHasher).useClass(FullHasher).compile()).createNestApplication();
    await app.listen(0, '127.0.0.1');
    client = new Client(await app.getUrl());
  });

  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  it('makes an account', async () => {
    expect(await client.register(EVE)).toMatchObject({ status: 201, body: { username: 'eve', is_active: true } });
  });

  it('refuses what the host’s pipe would have stripped or converted', async () => {
    const answer = await client.postJson('/register', { ...EVE, username: 7, roles: ['admin'] });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/username', detail: 'Must be a string' }, { pointer: '/roles' }],
    });
  });

  it('answers 422 where there is no body', async () => {
    const answer = await client.send('/register', { method: 'POST' });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '' }] } });
  });

  it('answers 400 for a taken name, without a filter of the host’s', async () => {
    const frank = { ...EVE, username: 'frank', email: 'frank@example.com' };
    await client.register(frank);
    const answer = await client.register({ ...frank, username: 'FRANK', email: 'f@example.com' });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'already_registered', detail: 'Username or email already registered' });
  });

  it('answers 503 and when to come again, where there is no room', async () => {
    const answer = await client.register({ username: 'mallory', email: 'm@example.com', password: 'no room for this' });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(answer.body).toMatchObject({ code: 'service_unavailable' });
  });

  it('tells of every answer in the OpenAPI document', () => {
    const document = SwaggerModule.createDocument(app, new DocumentBuilder().build());
    const operation = document.paths['/register']?.post;
    expect(Object.keys(operation?.responses ?? {})).toEqual(['201', '400', '413', '422', '503']);
    expect(document.components?.schemas).toMatchObject({
      Registration: { required: ['username', 'email', 'password'] },
      User: { required: ['id', 'username', 'email', 'is_active'] },
      ValidationProblem: { required: expect.arrayContaining(['code', 'errors']) },
    });
  });
});
