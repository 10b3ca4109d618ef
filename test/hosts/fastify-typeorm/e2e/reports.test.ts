import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { TestAuth, withTestAuth } from '@portcullis/testing';
import { AppModule } from '../after/app.module.js';
import { documentOf } from '../after/document.js';
import { type Listening, listening } from './listening.js';

describe('reports', () => {
  let app: Listening['app'];
  let call: Listening['call'];
  let auth: TestAuth;

  beforeAll(async () => {
    ({ app, call } = await listening(withTestAuth(Test.createTestingModule({ imports: [AppModule] }))));
    auth = TestAuth.of(app);
  });
  afterAll(() => app.close());

  it('are for those whose token has the scope', async () => {
    const user = auth.createUser();
    const { headers } = await auth.actingAs(user, { scopes: ['reports:read'] });
    expect(await statusOf('/reports', headers)).toBe(200);
    const bare = await auth.actingAs(user);
    expect(await statusOf('/reports', bare.headers)).toBe(403);
    expect(await statusOf('/reports')).toBe(401);
  });

  it('are removed by editors', async () => {
    const editor = await auth.actingAs(auth.createUser({ roles: ['editors'] }));
    expect(await statusOf('/reports/1', editor.headers, 'DELETE')).toBe(204);
    const other = await auth.actingAs(auth.createUser());
    expect(await statusOf('/reports/1', other.headers, 'DELETE')).toBe(403);
  });

  it('are shown to who wrote them', async () => {
    const { headers } = await auth.actingAs(auth.createUser({ username: 'erin' }));
    expect(await statusOf('/reports/1', headers)).toBe(200);
    expect(await statusOf('/reports/2', headers)).toBe(403);
  });

  it('are closed to who has been shut out, and to an old token', async () => {
    const gone = await auth.actingAs(auth.createUser({ isActive: false }), { scopes: ['reports:read'] });
    expect(await statusOf('/reports', gone.headers)).toBe(400);
    const { headers } = await auth.actingAs(auth.createUser(), { scopes: ['reports:read'] });
    auth.clock.advance({ minutes: 31 });
    expect(await statusOf('/reports', headers)).toBe(401);
  });

  it('have a summary for everybody', async () => {
    expect(await statusOf('/reports/summary')).toBe(200);
  });

  it('are documented as they are guarded', () => {
    const { paths, components } = documentOf(app);
    expect(paths['/reports']?.get?.security).toEqual([{ OAuth2PasswordBearer: ['reports:read'] }]);
    expect(Object.keys(paths['/reports']?.get?.responses ?? {})).toEqual(['200', '400', '401', '403', '503']);
    expect(paths['/reports/summary']?.get?.security).toEqual([]);
    expect(JSON.stringify(components?.securitySchemes)).toContain('"tokenUrl":"/oauth/token"');
  });

  async function statusOf(path: string, headers = {}, method = 'GET') {
    return (await call(path, { method, headers })).status;
  }
});
