import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { getRepositoryToken } from '@nestjs/typeorm';
import { AccessTokenService } from '@portcullis/auth/spi';
import type { Repository } from 'typeorm';
import './environment.js';
import { AppModule } from '../after/app.module.js';
import { Employee } from '../host/employee.entity.js';
import { type Listening, listening } from './listening.js';

const PASSWORD = 'correct horse battery staple';

/** Of `PASSWORD`, by bcrypt at its lowest cost. */
const HASH = '$2b$04$QWS3DZiLwsYUIdMEkM9nKOKSE73hUhSRExFm06z.QrBKM4L1JpX6O';

describe('signing in, without the kit', () => {
  let app: Listening['app'];
  let call: Listening['call'];
  let employees: Repository<Employee>;

  beforeAll(async () => {
    ({ app, call } = await listening(Test.createTestingModule({ imports: [AppModule] })));
    employees = app.get(getRepositoryToken(Employee));
    await employees.insert([
      { login: 'erin', passHash: HASH, enabled: true, groups: ['editors'] },
      { login: 'frank', passHash: HASH, enabled: true },
      { login: 'gone', passHash: HASH, enabled: false },
    ]);
  });
  afterAll(() => app.close());

  it('gives an editor the scopes that were asked for', async () => {
    const answer = await signIn('Erin', 'reports:read reports:write');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ token_type: 'bearer', scope: 'reports:read reports:write' });
  });

  it('gives others those that they may have', async () => {
    const answer = await signIn('frank', 'reports:read reports:write');
    expect(await answer.json()).toMatchObject({ scope: 'reports:read' });
  });

  it('knows the employee behind the uuid in a token', async () => {
    const answer = await call('/reports', { method: 'POST', headers: await bearing('erin', 'reports:write') });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ written: true, author: 'erin' });
  });

  it('asks the table at every request', async () => {
    const headers = await bearing('frank', 'reports:read');
    expect((await call('/reports', { headers })).status).toBe(200);
    await employees.update({ login: 'frank' }, { enabled: false });
    expect((await call('/reports', { headers })).status).toBe(400);
    await employees.update({ login: 'frank' }, { enabled: true });
    expect((await call('/reports', { headers })).status).toBe(200);
  });

  it('refuses a wrong password, a stranger and somebody who was shut out', async () => {
    expect((await signIn('erin', '', 'wrong')).status).toBe(401);
    expect((await signIn('nobody')).status).toBe(401);
    expect((await signIn('gone')).status).toBe(400);
  });

  it('takes a subject that is no uuid for nobody', async () => {
    const { accessToken } = app.get(AccessTokenService).issue({ subject: '7', scope: [] });
    expect((await call('/reports', { headers: bearer(accessToken) })).status).toBe(401);
  });

  function signIn(username: string, scope = '', password = PASSWORD) {
    return call('/oauth/token', { method: 'POST', body: new URLSearchParams({ username, password, scope }) });
  }

  async function bearing(username: string, scope = '') {
    const { access_token: token } = (await (await signIn(username, scope)).json()) as { access_token: string };
    return bearer(token);
  }
});

function bearer(token: string) {
  return { Authorization: `Bearer ${token}` };
}
