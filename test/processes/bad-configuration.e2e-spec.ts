import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '../support/database.js';
import { eventually, launch, sharedBy, temporaryFolder } from '../support/process.js';
import { Wire } from '../support/wire.js';

const CANARY = 'canary-5b1e-of-a-secret';
const GOOD = {
  NODE_ENV: 'production',
  DATABASE_URL: `postgres://portcullis:${CANARY}@127.0.0.1:1/portcullis`,
  AUTH_JWT_SECRET: `${CANARY}, of more than 32 bytes`,
};
const STACK = /^\s*at .+:\d+|\\n\s+at |node:internal/m;

/** What the service prints as it ends, from a start that must fail. */
async function failedStart(env: Record<string, string>): Promise<{ printed: string; stderr: string; endedAt: number }> {
  const service = await launch({ env });
  expect(await service.exited).toEqual({ code: 1, signal: null });
  const endedAt = Date.now();
  const printed = service.stdout() + service.stderr();
  expect(printed).not.toMatch(STACK);
  expect(printed).not.toContain(CANARY);
  return { printed, stderr: service.stderr(), endedAt };
}

describe('a configuration that is not fit for production', () => {
  it.each([
    ['DATABASE_URL', ''],
    ['AUTH_JWT_SECRET', ''],
    ['AUTH_JWT_SECRET', CANARY],
    ['AUTH_BCRYPT_COST', '9'],
    ['AUTH_PASSWORD_MIN_LENGTH', '7'],
    ['DATABASE_URL', `mysql://root:${CANARY}@127.0.0.1/db`],
  ])('stops the start, which names %s (%p)', async (name, value) => {
    const { printed } = await failedStart({ ...GOOD, [name]: value });
    expect(printed).toMatch(new RegExp(`^The configuration is not usable:\n  ${name} must [^\n]+\n$`));
  });
});

describe('a port that is taken', () => {
  let server: Server;
  let port: number;

  beforeAll(async () => {
    server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    port = (server.address() as { port: number }).port;
  });
  afterAll(() => void server.close());

  it('stops the start with one sentence, and the PostgreSQL that was started for it', async () => {
    const dataDir = await temporaryFolder();
    const { printed, stderr } = await failedStart({ PORT: String(port), DATA_DIR: dataDir });
    expect(stderr).toBe(`127.0.0.1:${port} is in use: stop what listens there, or set PORT to another port.\n`);
    expect(printed).not.toContain('Portcullis is up');
    expect(await readFile(join(dataDir, 'postgres.log'), 'utf8')).toContain('database system is shut down');
    await expect(readFile(join(dataDir, 'postgres/postmaster.pid'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('a host that is not this machine', () => {
  it('stops the start with one sentence', async () => {
    const { stderr } = await failedStart({ HOST: '192.0.2.1', DATA_DIR: await temporaryFolder() });
    expect(stderr).toBe('192.0.2.1 is not an address of this machine: correct HOST.\n');
  });
});

describe('a database that is out of reach at the start', () => {
  const sockets = new Set<Socket>();
  let silent: Server;
  let places: readonly string[];
  let starts: Promise<Awaited<ReturnType<typeof failedStart>>[]>;

  beforeAll(async () => {
    silent = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const { port } = silent.address() as { port: number };
    places = ['127.0.0.1:1', `127.0.0.1:${port}`, 'database.invalid'];
    // They wait for so long that others have their turn meanwhile.
    starts = Promise.all(
      places.map((place) =>
        failedStart({ ...GOOD, DATABASE_URL: `postgres://portcullis:${CANARY}@${place}/portcullis` }),
      ),
    );
    // For the one test that asks for them, whenever that is.
    starts.catch(() => undefined);
  });
  afterAll(() => {
    silent.close();
    sockets.forEach((socket) => socket.destroy());
  });

  it('stops the start fifteen seconds after it was first noticed, whether it refuses, is silent or has no such name', async () => {
    for (const [index, { printed, stderr, endedAt }] of (await starts).entries()) {
      expect(stderr).toContain(`The database at ${places[index]}/portcullis is out of reach`);
      expect(stderr).toMatch(/: start it, or correct DATABASE_URL\.\n$/);
      const warning = /^\{"level":40,"time":(\d+).*trying again for 10 seconds/m.exec(printed);
      expect(endedAt - Number(warning?.[1])).toBeLessThan(15_000);
    }
  }, 60_000);

  it('is waited for where it comes up later', async () => {
    const database = await createTestDatabase();
    const wire = await Wire.to(database.url);
    await wire.fail('refuses');
    const service = await launch({ env: sharedBy(wire.url) });
    await eventually(() => service.stdout().includes('trying again'), 20_000);
    await wire.mend();
    await eventually(() => service.stdout().includes('is up'), 20_000);
    service.signal('SIGTERM');
    expect(await service.exited).toEqual({ code: 0, signal: null });
    await wire.close();
    await database.drop();
  }, 60_000);

  it('is not waited for any longer when the service is told to stop', async () => {
    const service = await launch({ env: GOOD });
    await eventually(() => service.stdout().includes('trying again'), 20_000);
    service.signal('SIGTERM');
    expect(await service.exited).toEqual({ code: 0, signal: null });
    expect(service.stderr()).toBe('');
  });
});
