import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { expectInTime } from '../support/in-time.js';
import { eventually, launch, sharedBy, temporaryFolder } from '../support/process.js';
import { Wire } from '../support/wire.js';

const CANARY = 'canary-5b1e-of-a-secret';
const GOOD = {
  NODE_ENV: 'production',
  DATABASE_URL: `postgres://portcullis:${CANARY}@127.0.0.1:1/portcullis`,
  AUTH_JWT_SECRET: `${CANARY}, of more than 32 bytes`,
};
const STACK = /^\s*at .+:\d+|\\n\s+at |node:internal/m;

const sockets = new Set<Socket>();
let silent: Server;
let places: readonly string[];
let unreachable: Promise<Awaited<ReturnType<typeof failedStart>>[]>;
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  silent = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const { port } = silent.address() as { port: number };
  places = ['127.0.0.1:1', `127.0.0.1:${port}`, 'database.invalid'];
  // They start before all tests, because each waits ten seconds for its database.
  unreachable = Promise.all(places.map(startAt));
  // Only one test awaits them, so an early failure must not count as unhandled.
  unreachable.catch(() => undefined);
});
afterAll(async () => {
  silent.close();
  sockets.forEach((socket) => socket.destroy());
  await database.drop();
});

const startAt = (place: string) =>
  failedStart({ ...GOOD, DATABASE_URL: `postgres://portcullis:${CANARY}@${place}/portcullis` });

/** @returns the output of a start that must fail, and when the process ended */
async function failedStart(env: Record<string, string>): Promise<{ printed: string; stderr: string; endedAt: number }> {
  const service = await launch({ env });
  expect(await service.exited).toEqual({ code: 1, signal: null });
  const endedAt = Date.now();
  const printed = service.stdout() + service.stderr();
  expect(printed).not.toMatch(STACK);
  expect(printed).not.toContain(CANARY);
  return { printed, stderr: service.stderr(), endedAt };
}

describe('a configuration that is unfit for production', () => {
  it.each([
    ['DATABASE_URL', ''],
    ['AUTH_JWT_SECRET', ''],
    ['AUTH_JWT_SECRET', CANARY],
    ['AUTH_BCRYPT_COST', '9'],
    ['AUTH_PASSWORD_MIN_LENGTH', '7'],
    ['MAIL_URL', `smtp://user:${CANARY}/x@127.0.0.1`],
    ['AUTH_EMAIL_VERIFICATION', 'required'],
    ['DATABASE_URL', `mysql://root:${CANARY}@127.0.0.1/db`],
  ])('stops the service at start, with a message that names %s (%p)', async (name, value) => {
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

  it('stops the service at start with one sentence, and stops the PostgreSQL that was started for it', async () => {
    const dataDir = await temporaryFolder();
    const { printed, stderr } = await failedStart({ PORT: String(port), DATA_DIR: dataDir });
    expect(stderr).toBe(`127.0.0.1:${port} is in use: stop what listens there, or set PORT to another port.\n`);
    expect(printed).not.toContain('Portcullis is up');
    expect(await readFile(join(dataDir, 'postgres.log'), 'utf8')).toContain('database system is shut down');
    await expect(readFile(join(dataDir, 'postgres/postmaster.pid'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('a HOST of another machine', () => {
  it('stops the service at start with one sentence', async () => {
    const { stderr } = await failedStart({ HOST: '192.0.2.1', ...sharedBy(database.url) });
    expect(stderr).toBe('192.0.2.1 is not an address of this machine: correct HOST.\n');
  });
});

describe('variables that the service does not read', () => {
  it('are named in the log at the start, without their values', async () => {
    const { printed } = await failedStart({
      HOST: '192.0.2.1',
      CORS_ORIGIN: CANARY,
      AUTH_JWT_SECRETS: CANARY,
      METRICS_PORT: `tcp://${CANARY}:9090`,
      ...sharedBy(database.url),
    });
    expect(printed).toContain('CORS_ORIGIN is not read: did you mean CORS_ORIGINS?');
    expect(printed).toContain('AUTH_JWT_SECRETS is not read: did you mean AUTH_JWT_SECRET?');
    expect(printed).toContain('METRICS_PORT is ignored');
  });

  it('are named in the message about missing variables', async () => {
    const { printed } = await failedStart({ ...GOOD, AUTH_JWT_SECRET: '', AUTH_JWT_SECRETS: GOOD.AUTH_JWT_SECRET });
    expect(printed).toContain('AUTH_JWT_SECRET must be set in production');
    expect(printed).toContain('AUTH_JWT_SECRETS is not read: did you mean AUTH_JWT_SECRET?');
  });
});

describe('a database that is unreachable at start', () => {
  it('stops the service after fifteen seconds, whether it refuses, does not respond or has an unknown name', async () => {
    for (const [index, place] of places.entries()) {
      const starts = [(await unreachable)[index]!];
      await expectInTime(15_000, async () => {
        const { printed, stderr, endedAt } = starts.pop() ?? (await startAt(place));
        expect(stderr).toContain(`The database at ${place}/portcullis is out of reach`);
        expect(stderr).toMatch(/: start it, or correct DATABASE_URL\.\n$/);
        const warning = /^\{"level":40,"time":(\d+).*trying again for 10 seconds/m.exec(printed);
        return endedAt - Number(warning?.[1]);
      });
    }
  });

  it('may become reachable while the service waits', async () => {
    const wire = await Wire.to(database.url);
    await wire.fail('refuses');
    const service = await launch({ env: sharedBy(wire.url) });
    await eventually(() => service.stdout().includes('trying again'), 20_000);
    await wire.mend();
    await eventually(() => service.stdout().includes('is up'), 20_000);
    service.signal('SIGTERM');
    expect(await service.exited).toEqual({ code: 0, signal: null });
    await wire.close();
  });

  it('does not delay a stop of the waiting service', async () => {
    const service = await launch({ env: GOOD });
    await eventually(() => service.stdout().includes('trying again'), 20_000);
    service.signal('SIGTERM');
    expect(await service.exited).toEqual({ code: 0, signal: null });
    expect(service.stderr()).toBe('');
  });
});
