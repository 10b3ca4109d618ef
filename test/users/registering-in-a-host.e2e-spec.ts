import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplication, Module, ValidationPipe } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { AuthModule, PasswordHasher, ServiceUnavailableError } from '@portcullis/auth';
import { PostgresUserRepository, UsersModule } from '@portcullis/users';
import { DatabaseModule } from '../../src/database/database.module.js';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const EVE = { username: 'eve', email: 'eve@example.com', password: 'an unlikely passphrase' };

const MIN_PASSWORD_LENGTH = 15;

/** Refuses certain passwords as a full hashing queue would. */
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

/** A host with a global pipe that strips and converts, and without an exception filter. */
function hostWith(url: string) {
  @Module({
    imports: [
      DatabaseModule.forRoot(async () => url),
      UsersModule,
      AuthModule.forRoot({
        isGlobal: true,
        imports: [UsersModule],
        userRepository: { useExisting: PostgresUserRepository },
        issuer: 'https://host.example',
        audience: 'host',
        secret: 'a secret for tests, of more than 32 bytes',
        password: { minLength: MIN_PASSWORD_LENGTH },
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

  it('refuses members that the host’s pipe would strip or convert', async () => {
    const answer = await client.postJson('/register', { ...EVE, username: 7, roles: ['admin'] });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/username', detail: 'Must be a string' }, { pointer: '/roles' }],
    });
  });

  it('responds 422 to a request without a body', async () => {
    const answer = await client.send('/register', { method: 'POST' });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '' }] } });
  });

  it('responds 400 to a taken name, without a filter of the host', async () => {
    const frank = { ...EVE, username: 'frank', email: 'frank@example.com' };
    await client.register(frank);
    const answer = await client.register({ ...frank, username: 'FRANK', email: 'f@example.com' });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'already_registered', detail: 'Username or email already registered' });
  });

  it('responds 503 with Retry-After while the hashing queue is full', async () => {
    const answer = await client.register({ username: 'mallory', email: 'm@example.com', password: 'no room for this' });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(answer.body).toMatchObject({ code: 'service_unavailable' });
  });

  it('describes every response in the OpenAPI document', () => {
    const document = SwaggerModule.createDocument(app, new DocumentBuilder().build());
    const operation = document.paths['/register']?.post;
    expect(Object.keys(operation?.responses ?? {})).toEqual(['201', '400', '413', '415', '422', '429', '503']);
    expect(document.components?.schemas).toMatchObject({
      Registration: {
        required: ['username', 'email', 'password'],
        properties: {
          username: { minLength: 1, maxLength: 50 },
          email: { format: 'email', maxLength: 100 },
          password: { format: 'password', minLength: MIN_PASSWORD_LENGTH, maxLength: 1_024 },
        },
      },
      User: { required: ['id', 'username', 'email', 'email_verified', 'is_active'] },
      ValidationProblem: { required: expect.arrayContaining(['code', 'errors']) },
    });
  });
});
