import { Test } from '@nestjs/testing';
import { TestAuth, withTestAuth } from '@portcullis/testing';
import request from 'supertest';
import { AppModule } from './auth.js';

export async function signsInAsAnyone(): Promise<void> {
  const module = await withTestAuth(Test.createTestingModule({ imports: [AppModule] })).compile();
  const app = await module.createNestApplication().init();
  const auth = TestAuth.of(app);

  const { headers } = await auth.actingAs(auth.createUser({ username: 'alice', roles: ['admin'] }));
  await request(app.getHttpServer()).delete('/reports/7').set(headers).expect(200);
  await app.close();
}
