import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { Test } from '@nestjs/testing';
import { TestIssuer, withTestIssuer } from '@portcullis/testing';

it('are read by anyone for whom the kit stands as the issuer', async () => {
  // Read when the module is loaded.
  process.env.AUTH_ISSUER = 'https://auth.example.com';
  const { AppModule } = await import('../after/app.module.js');
  const module = await withTestIssuer(Test.createTestingModule({ imports: [AppModule] })).compile();
  const app = module.createNestApplication({ logger: false });
  await app.listen(0, '127.0.0.1');
  try {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const reports = `http://127.0.0.1:${port}/reports`;
    const { headers } = TestIssuer.of(app).issue({ sub: '7', scopes: ['reports:read'] });
    assert.equal((await fetch(reports, { headers })).status, 200);
    assert.deepEqual(await (await fetch(`${reports}/mine`, { headers })).json(), ['read by 7']);
    const scopeless = TestIssuer.of(app).issue({ sub: '7' });
    assert.equal((await fetch(reports, { headers: scopeless.headers })).status, 403);
  } finally {
    await app.close();
  }
});
