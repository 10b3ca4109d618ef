import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TestAuth, withTestAuth } from '@portcullis/testing';
import request from 'supertest';
import { AppModule } from '../src/app.module.js';

describe('the application', () => {
  let app: INestApplication;
  let auth: TestAuth;

  beforeAll(async () => {
    const module = await withTestAuth(Test.createTestingModule({ imports: [AppModule] })).compile();
    app = await module.createNestApplication().init();
    auth = TestAuth.of(app);
  });
  afterAll(() => app.close());

  it('opens a @Public() route', () => request(app.getHttpServer()).get('/health').expect(200));

  it('refuses a request without a token', () => request(app.getHttpServer()).get('/me').expect(401));

  it('knows the user of the test kit', async () => {
    const { headers, user } = await auth.actingAs(auth.createUser());
    const { body } = await request(app.getHttpServer()).get('/me').set(headers).expect(200);
    expect(body.username).toBe(user.username);
  });

  it('requires a role', async () => {
    const { headers } = await auth.actingAs(auth.createUser({ roles: ['clerk'] }));
    await request(app.getHttpServer()).get('/admin').set(headers).expect(403);
  });

  it('refuses a common password', () =>
    request(app.getHttpServer()).post('/register').send({ username: 'bob', password: 'password1' }).expect(422));
});
