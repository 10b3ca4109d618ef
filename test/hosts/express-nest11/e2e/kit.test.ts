import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { Test } from '@nestjs/testing';
import { TestAuth, withTestAuth } from '@portcullis/testing';
import { AppModule } from '../after/app.module';
import { configure } from '../host/configure';

it('signs in as anyone, in a CommonJS application on Nest 11 too', async () => {
  const module = await withTestAuth(Test.createTestingModule({ imports: [AppModule] })).compile();
  const app = module.createNestApplication();
  configure(app);
  await app.listen(0, '127.0.0.1');
  try {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const auth = TestAuth.of(app);
    const clerk = await auth.actingAs(auth.createUser({ roles: ['clerk'] }), { scopes: ['orders:read'] });
    const orders = `http://127.0.0.1:${port}/api/v1/orders`;
    assert.equal((await fetch(orders, { headers: clerk.headers })).status, 200);
    const customer = await auth.actingAs(auth.createUser({ id: 'u-carol' }));
    assert.equal((await fetch(orders, { headers: customer.headers })).status, 403);
    assert.equal((await fetch(`${orders}/100`, { headers: customer.headers })).status, 200);
    assert.deepEqual(
      auth.events.ofType('access_denied').map(({ subject }) => subject.id),
      ['u-carol'],
    );
  } finally {
    await app.close();
  }
});
