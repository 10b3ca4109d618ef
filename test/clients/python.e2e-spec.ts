import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { findPython, runPythonClient } from './python.js';
import { type AuthorizationServer, PASSWORD, startAuthorizationServer } from './service.js';

const python = findPython();
if (python === undefined) {
  const reason = 'No Python with authlib and requests_oauthlib found';
  if (process.env['CI']) {
    throw new Error(`${reason}: install python3-authlib and python3-requests-oauthlib`);
  }
  process.stderr.write(`Skipped: clients in Python. ${reason}.\n`);
}

(python === undefined ? describe.skip : describe)('clients in Python, in the versions of Debian', () => {
  let database: TestDatabase;
  let server: AuthorizationServer;

  beforeAll(async () => {
    database = await createTestDatabase();
    server = await startAuthorizationServer(database.url);
    await server.client.newcomer('alice', PASSWORD);
  });
  afterAll(() => database.drop());

  it.each([
    ['authlib_client.py', 'client_secret_basic'],
    ['authlib_client.py', 'client_secret_post'],
    ['requests_oauthlib_client.py', 'client_secret_basic'],
    ['requests_oauthlib_client.py', 'client_secret_post'],
  ])('%s discovers, signs in, refreshes by itself, introspects and revokes by %s', async (program, authMethod) => {
    expect(await runPythonClient(python ?? '', program, server, authMethod)).toEqual({
      issuer: server.issuer,
      names: ['alice', 'alice'],
      refreshes: 1,
      rotated: true,
      active: true,
      introspected: 'alice',
      revoked: 200,
      afterwards: { active: false },
    });
  });
});
