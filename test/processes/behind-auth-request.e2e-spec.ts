import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { findNginx, runNginx } from '../faults/support/nginx.js';
import { Client } from '../support/client.js';
import { freePort } from '../support/free-port.js';
import { startService, type TestService } from '../support/service.js';

const DOCUMENT = join(import.meta.dirname, '../../docs/operations.md');

const nginxPath = findNginx();
if (nginxPath === undefined) {
  const reason = 'auth_request needs nginx on the PATH';
  if (process.env['CI']) {
    throw new Error(reason);
  }
  process.stderr.write(`The test is skipped: ${reason}.\n`);
}

const suite = nginxPath === undefined ? describe.skip : describe;

/** The lines of the document, with the ports of this test. */
async function advised(service: string, application: number): Promise<string> {
  const [, lines = ''] =
    /## auth_request of nginx\n.*?```nginx\n(.+?)```/s.exec(await readFile(DOCUMENT, 'utf8')) ?? [];
  expect(lines).toContain('auth_request');
  return lines
    .replaceAll('127.0.0.1:3000', new URL(service).host)
    .replaceAll('127.0.0.1:8080', `127.0.0.1:${application}`);
}

suite.each([
  [undefined, 500],
  [401, 401],
  [403, 403],
] as const)('auth_request of nginx, with the status %s for inactive users', (inactiveUserStatus, expected) => {
  let service: TestService;
  let application: Server;
  let proxy: Client;

  beforeAll(async () => {
    service = await startService({ runtime: inactiveUserStatus === undefined ? {} : { inactiveUserStatus } });
    application = createServer((_request, response) => response.end('a page')).listen(0, '127.0.0.1');
    await once(application, 'listening');
    const port = await freePort();
    const locations = await advised(service.client.url, (application.address() as AddressInfo).port);
    const server = `server { listen 127.0.0.1:${port}; location = / { return 204; } ${locations} }`;
    proxy = new Client((await runNginx(nginxPath ?? '', port, server)).url);
  });
  afterAll(async () => {
    application.close();
    await service.stop();
  });

  const ask = async (token: string) => {
    const { status, text } = await proxy.get('/app/page', { Authorization: `Bearer ${token}` });
    return [status, status === 200 ? text : ''];
  };

  it(`responds ${expected} to a deactivated user, and lets active users pass`, async () => {
    const { token } = await service.client.newcomer('alice');
    expect(await ask(token)).toEqual([200, 'a page']);
    const refused = await proxy.get('/app/page');
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="portcullis"']);
    expect((await ask('x'))[0]).toBe(401);
    await service.app.get(DataSource).query(`UPDATE users SET is_active = false WHERE username = 'alice'`);
    expect((await ask(token))[0]).toBe(expected);
  });
});
