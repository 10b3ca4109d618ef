import { Controller, Get, type INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { GLOBAL_GUARDS, Roles, Scopes } from '@portcullis/auth';
import { ResourceServerModule } from '@portcullis/auth/resource-server';
import { TestIssuer, withTestIssuer } from '@portcullis/testing';
import { Client } from '../support/client.js';

@Controller('reports')
class ReportsController {
  @Get()
  @Scopes('reports:read')
  @Roles('clerk')
  list() {
    return { reports: [] };
  }
}

const metadata = {
  imports: [
    ResourceServerModule.forRoot({
      issuer: 'https://auth.example.com',
      audience: 'reports',
      roles: ['clerk'],
      scopes: { 'reports:read': 'Read reports' },
      isGlobal: true,
    }),
  ],
  controllers: [ReportsController],
  providers: [...GLOBAL_GUARDS],
};

describe('the test kit’s issuer', () => {
  let app: INestApplication;
  let client: Client;

  beforeEach(async () => {
    app = (await withTestIssuer(Test.createTestingModule(metadata)).compile()).createNestApplication();
    await app.listen(0, '127.0.0.1');
    client = new Client(await app.getUrl());
  });
  afterEach(() => app.close());

  it('issues tokens that the guards accept and check', async () => {
    const issuer = TestIssuer.of(app);
    const clerk = issuer.issue({ sub: '7', scopes: ['reports:read'], roles: ['clerk'] });
    expect((await client.get('/reports', clerk.headers)).status).toBe(200);
    expect((await client.get('/reports', issuer.issue({ scopes: ['reports:read'] }).headers)).status).toBe(403);
    expect(issuer.events.ofType('access_denied')).toMatchObject([
      { subject: { id: 'somebody' }, code: 'insufficient_role' },
    ]);
    issuer.clock.advance({ minutes: 31 });
    expect((await client.get('/reports', clerk.headers)).status).toBe(401);
  });

  it('refuses scopes and roles that the host does not declare', () => {
    const issuer = TestIssuer.of(app);
    expect(() => issuer.issue({ scopes: ['reports:raed'] })).toThrow(/hold no 'reports:raed'/);
    expect(() => issuer.issue({ roles: ['clrek'] })).toThrow(/hold no 'clrek'/);
  });

  it('can’t be used if the testing module was not wrapped', async () => {
    const other = await Test.createTestingModule(metadata).compile();
    expect(() => TestIssuer.of(other)).toThrow(/^Write: withTestIssuer\(/);
    await other.close();
  });
});
