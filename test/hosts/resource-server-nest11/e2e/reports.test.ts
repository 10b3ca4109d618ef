import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Clock } from '@portcullis/auth';
import { SystemClock } from '@portcullis/auth/spi';
import { type Issuer, startIssuer, type Tokens } from './issuer';

/** The system's time, and what a test adds to it. */
class MovedClock extends SystemClock {
  movedBy = 0;

  override now(): number {
    return super.now() + this.movedBy;
  }
}

describe('the reports, beside their issuer', () => {
  const clock = new MovedClock();
  let issuer: Issuer;
  let app: INestApplication;
  let reader: string;
  let tokens: Tokens;

  before(async () => {
    issuer = await startIssuer();
    reader = String((await issuer.register('rita')).id);
    tokens = await issuer.signIn('rita', 'reports:read');
    // Read when the module is loaded.
    process.env.AUTH_ISSUER = issuer.url;
    const { AppModule } = await import('../after/app.module.js');
    const builder = Test.createTestingModule({ imports: [AppModule] });
    const module = await builder.overrideProvider(Clock).useValue(clock).compile();
    app = module.createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
  });
  after(async () => {
    await app.close();
    await issuer.stop();
  });

  it('are kept by an application without a database, and without a library for one', () => {
    for (const name of [
      '@nestjs/typeorm',
      'typeorm',
      'pg',
      '@portcullis/database',
      '@portcullis/sessions',
      '@portcullis/keys',
    ]) {
      assert.throws(() => require.resolve(name), { code: 'MODULE_NOT_FOUND' });
    }
  });

  it('are read by whom the issuer has signed in', async () => {
    const answer = await get('/reports/mine', tokens);
    assert.deepEqual([answer.status, await answer.json()], [200, [`read by ${reader}`]]);
    assert.equal((await get('/reports', tokens)).status, 200);
  });

  it('are not read by strangers, nor with a token that has been changed', async () => {
    assert.equal((await get('/reports')).status, 401);
    const [header, , signature] = tokens.access_token.split('.');
    const claims = Buffer.from(JSON.stringify({ sub: '1', scope: 'reports:read' })).toString('base64url');
    assert.equal((await get('/reports', { access_token: `${header}.${claims}.${signature}` })).status, 401);
  });

  it('are not read with too little scope', async () => {
    const answer = await get('/reports', await issuer.signIn('rita'));
    assert.equal(answer.status, 403);
    assert.match(answer.headers.get('www-authenticate') ?? '', /error="insufficient_scope".*scope="reports:read"/);
  });

  it(
    'are read by the next key of the issuer from its first token on, and by the one before',
    { timeout: 30_000 },
    async () => {
      const earlier = tokens;
      issuer.publishNextKey();
      while (keyOf(tokens) === keyOf(earlier)) {
        await setTimeout(100);
        tokens = await issuer.refresh(tokens);
      }
      // By default ten seconds pass at least between two readings of the keys.
      clock.movedBy = 15_000;
      assert.equal((await get('/reports', tokens)).status, 200);
      assert.equal((await get('/reports', earlier)).status, 200);
    },
  );

  it('are read by the last good keys while the issuer is away', async () => {
    await issuer.stop();
    clock.movedBy += 20 * 60_000;
    await assert.rejects(issuer.signIn('rita'));
    assert.equal((await get('/reports', tokens)).status, 200);
  });

  function get(path: string, sent?: Pick<Tokens, 'access_token'>) {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const init = sent && { headers: { Authorization: `Bearer ${sent.access_token}` } };
    return fetch(`http://127.0.0.1:${port}${path}`, init);
  }
});

function keyOf({ access_token: token }: Tokens): string {
  return token.split('.')[0] ?? '';
}
