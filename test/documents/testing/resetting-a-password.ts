import { expect } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import type { TestAuth } from '@portcullis/testing';
import request from 'supertest';

export async function resetsAPassword(app: INestApplication, auth: TestAuth): Promise<void> {
  const server = app.getHttpServer();
  await request(server).post('/password/forgot').send({ email: 'alice@example.com' }).expect(202);
  const { link, token, code } = await auth.mail.latest('alice@example.com');
  expect(link).toBe(`https://app.example.com/reset-password#token=${token}`);
  expect(code).toMatch(/^\w{4}-\w{4}$/);

  auth.clock.advance({ minutes: 61 });
  await request(server).post('/password/reset').send({ token, new_password: 'a violin in the rain' }).expect(400);
}
