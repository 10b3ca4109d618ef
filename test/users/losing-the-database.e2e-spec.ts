import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceUnavailableError } from '@portcullis/auth';
import { Database } from '@portcullis/database';
import { typeOrmAdapter } from '@portcullis/database/typeorm';
import { PostgresUserRepository, UserAdministration, UserDirectory } from '@portcullis/users';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { accountsOf } from './accounts.js';
import { withClient } from './seed-table.js';

/** A proxy before PostgreSQL that can go silent without closing a connection, as a broken network does. */
class Wire {
  readonly #sockets = new Set<Socket>();
  #server?: Server;
  #isSilent = false;

  async open(target: URL): Promise<string> {
    this.#server = createServer((downstream) => {
      const upstream = connect(Number(target.port || 5432), target.hostname);
      for (const [from, to] of [
        [downstream, upstream],
        [upstream, downstream],
      ] as const) {
        this.#sockets.add(from);
        from.on('error', () => to.destroy()).on('close', () => to.destroy());
        if (!this.#isSilent) {
          from.pipe(to);
        }
      }
    });
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    const url = new URL(target);
    url.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return url.href;
  }

  fallSilent(): void {
    this.#isSilent = true;
    for (const socket of this.#sockets) {
      socket.unpipe().pause();
    }
  }

  /** Serves new connections again; old ones stay silent. */
  recover(): void {
    this.#isSilent = false;
  }

  async close(): Promise<void> {
    this.#sockets.forEach((socket) => socket.destroy());
    if (this.#server?.listening) {
      await once(this.#server.close(), 'close');
    }
  }
}

describe('losing the database', () => {
  let database: TestDatabase;
  let wire: Wire;
  let dataSource: DataSource;
  let opened: Database;
  let users: PostgresUserRepository;

  beforeEach(async () => {
    database = await createTestDatabase();
    await migrate(database.url);
    wire = new Wire();
    dataSource = await new DataSource(dataSourceOptions(await wire.open(new URL(database.url)))).initialize();
    opened = new Database(typeOrmAdapter(dataSource));
    users = new PostgresUserRepository(opened, {});
  });

  afterEach(async () => {
    await wire.close();
    await dataSource.destroy();
    await database.drop();
  });

  const expectUnavailable = () =>
    Promise.all([
      expect(users.findBySubject('1')).rejects.toThrow(ServiceUnavailableError),
      expect(users.findBySubject('2')).rejects.toThrow(ServiceUnavailableError),
      expect(users.findByUsername('alice')).rejects.toThrow(ServiceUnavailableError),
      expect(new UserDirectory(opened).list({ limit: 1 })).rejects.toThrow(ServiceUnavailableError),
      expect(new UserAdministration(accountsOf(opened)).activate('alice')).rejects.toThrow(ServiceUnavailableError),
    ]);

  it('is an error, not an unknown user, if the server refuses connections', async () => {
    await wire.close();
    await expectUnavailable();
  });

  it('is an error, not a long wait, if the server is silent', async () => {
    await users.findBySubject('1');
    wire.fallSilent();
    await expectUnavailable();
  });

  it('is over at the next request once the server responds again', async () => {
    await users.findBySubject('1');
    wire.fallSilent();
    await expectUnavailable();
    wire.recover();
    expect(await users.findBySubject('1')).toBeNull();
  });

  it('is over at once if the server ended the connections', async () => {
    await users.findBySubject('1');
    await withClient(database.url, (client) =>
      client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'portcullis'`,
      ),
    );
    await users.findBySubject('1').catch((error: unknown) => expect(error).toBeInstanceOf(ServiceUnavailableError));
    expect(await users.findBySubject('1')).toBeNull();
  });

  it('is an error if a lock blocks the statement', async () => {
    await withClient(database.url, async (client) => {
      await client.query('BEGIN; LOCK TABLE users');
      await expectUnavailable();
    });
    expect(await users.findByUsername('alice')).toBeNull();
  });
});
