import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceUnavailableError } from '@portcullis/auth';
import { type PreparedQuery, queryPrepared, queryRows } from '@portcullis/database';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

/** PostgreSQL's 57P01, as a connection gets it that an administrator ends. */
const FATAL = errorResponse('FATAL', '57P01', 'terminating connection due to administrator command');
const READY_FOR_QUERY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

const ONE: PreparedQuery = { name: 'one', sql: 'SELECT 1 AS number', writes: true };

describe('a connection that the server ends in the same breath as it says that it is ready', () => {
  let database: TestDatabase;
  let server: ShortBreath;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  beforeEach(async () => {
    server = await ShortBreath.before(database.url);
    dataSource = await new DataSource({ type: 'postgres', url: server.url, poolSize: 2 }).initialize();
  });
  afterEach(async () => {
    await dataSource.destroy();
    await server.close();
  });

  it.each([
    ['TypeORM', () => queryRows(dataSource, 'SELECT 1 AS number', [])],
    ['a look-up', () => queryPrepared(dataSource, ONE, [])],
  ])('costs %s an answer, and the process nothing', async (_whose, ask) => {
    await ask();
    server.endNextConnection();
    // The first has the connection that there is, and the second opens another.
    const [answered, refused] = await Promise.allSettled([ask(), ask()]);
    expect(answered).toEqual({ status: 'fulfilled', value: [{ number: 1 }] });
    expect(refused).toMatchObject({ status: 'rejected', reason: expect.any(ServiceUnavailableError) });
    expect(await Promise.all([ask(), ask()])).toEqual([[{ number: 1 }], [{ number: 1 }]]);
  });
});

/** Stands before a PostgreSQL, and can have a connection end as it begins: both messages come in one piece. */
class ShortBreath {
  #isDue = false;
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  static async before(databaseUrl: string): Promise<ShortBreath> {
    const target = new URL(databaseUrl);
    const server = createServer((socket) => breath.#accept(socket));
    const breath = new ShortBreath(server, target);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return breath;
  }

  get url(): string {
    return Object.assign(new URL(this.target), { host: `127.0.0.1:${(this.server.address() as AddressInfo).port}` })
      .href;
  }

  endNextConnection(): void {
    this.#isDue = true;
  }

  async close(): Promise<void> {
    this.#sockets.forEach((socket) => socket.destroy());
    await once(this.server.close(), 'close');
  }

  #accept(downstream: Socket): void {
    const upstream = connect(Number(this.target.port || 5432), this.target.hostname);
    for (const [socket, other] of [
      [downstream, upstream],
      [upstream, downstream],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => other.destroy());
    }
    downstream.pipe(upstream);
    const isToEnd = this.#isDue;
    this.#isDue = false;
    upstream.on('data', (answer: Buffer) => {
      if (isToEnd && answer.subarray(-READY_FOR_QUERY.length).equals(READY_FOR_QUERY)) {
        downstream.end(Buffer.concat([answer, FATAL]));
      } else {
        downstream.write(answer);
      }
    });
  }
}

/** See "Message Formats" in PostgreSQL's documentation. */
function errorResponse(severity: string, code: string, message: string): Buffer {
  const fields = Buffer.from(`S${severity}\0V${severity}\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(4 + fields.length, 1);
  return Buffer.concat([head, fields]);
}
