import type { INestApplication, Provider } from '@nestjs/common';
import { type Mailer, MailOutbox, AccountsModule, accountsMigrations } from '@portcullis/accounts';
import { AuthModule, type DomainEvent } from '@portcullis/auth';
import { NO_REQUEST, type Secret, type Transaction } from '@portcullis/auth/spi';
import { AuthDatabaseModule, Database, migrate, pgAdapter } from '@portcullis/database';
import { RecordingEventPublisher } from '@portcullis/testing';
import { Pool } from 'pg';
import { createHost, EmployeeRepository, OPTIONS } from '../embedding/host.js';
import { createTestDatabase } from '../support/database.js';
import { eventually } from '../support/process.js';

/** Longer than any wait on a busy machine. */
const PATIENCE_MILLISECONDS = 25_000;

export const CONTENT = { subject: 'Hello', text: 'The secret is WDJB-MJHT', html: '<p>The secret is WDJB-MJHT</p>' };

export interface MailInstanceOptions {
  /** @default none */
  readonly mailer?: Mailer;
  readonly providers?: readonly Provider[];
  readonly secret?: Secret;
  readonly sending?: boolean;
}

/** One instance of an application that sends mails. */
export interface MailInstance {
  readonly outbox: MailOutbox;
  readonly database: Database;
  readonly app: INestApplication;
  readonly events: (type: string) => DomainEvent[];
  /** Puts a mail to `<name>@example.com` in a transaction of its own. */
  readonly put: (name: string) => Promise<void>;
  readonly request: (purpose: string, address?: string) => Promise<void>;
}

export interface OutboxRow {
  readonly id: string;
  readonly purpose: string;
  readonly attempts: number;
  /** Until the next attempt, by the clock of the database. Negative if it is due. */
  readonly due_in: number;
}

/** A database with the outbox, shared by the instances of a suite. */
export class MailHost {
  readonly #instances: INestApplication[] = [];

  private constructor(
    readonly url: string,
    readonly pool: Pool,
    private readonly dropDatabase: () => Promise<void>,
  ) {}

  static async create(): Promise<MailHost> {
    const created = await createTestDatabase();
    const { url } = created;
    const pool = new Pool({ connectionString: url, max: 20 });
    await migrate(new Database(pgAdapter(pool)), accountsMigrations);
    return new MailHost(url, pool, () => created.drop());
  }

  async start({ mailer, providers = [], ...options }: MailInstanceOptions = {}): Promise<MailInstance> {
    const publisher = new RecordingEventPublisher();
    const app = await createHost('fastify', {
      imports: [
        AuthDatabaseModule.forRoot({ adapter: pgAdapter(this.pool) }),
        AuthModule.forRoot({
          ...OPTIONS,
          isGlobal: true,
          userRepository: EmployeeRepository,
          eventPublisher: { useValue: publisher },
        }),
        AccountsModule.forRoot({
          productName: 'Acme',
          appUrl: 'https://app.example.com',
          flows: false,
          ...(mailer && { mailer: { useValue: mailer } }),
          ...options,
        }),
      ],
      providers: [...providers],
    });
    this.#instances.push(app);
    await app.init();
    const [outbox, database] = [app.get(MailOutbox), app.get(Database)];
    return {
      app,
      outbox,
      database,
      events: (type) => publisher.ofType(type),
      put: (name) => database.transaction((transaction) => putTo(name, outbox, transaction)),
      request: (purpose, address = 'alice@example.com') => outbox.request({ purpose, address, origin: NO_REQUEST }),
    };
  }

  /** Ends all instances, and forgets their mails. */
  async reset(): Promise<void> {
    await Promise.all(this.#instances.splice(0).map((app) => app.close()));
    await this.pool.query('TRUNCATE mail_outbox');
  }

  async drop(): Promise<void> {
    await this.pool.end();
    await this.dropDatabase();
  }

  async rows(): Promise<OutboxRow[]> {
    const { rows } = await this.pool.query<OutboxRow>(`
      SELECT id::text, purpose, attempts, extract(epoch FROM next_attempt_at - clock_timestamp())::float8 AS due_in
      FROM mail_outbox ORDER BY created_at`);
    return rows;
  }

  /** Lets so much time pass for all mails, as if the clock of the database had been moved. */
  async pass(interval: string): Promise<void> {
    await this.pool.query(
      'UPDATE mail_outbox SET next_attempt_at = next_attempt_at - $1::interval, created_at = created_at - $1::interval',
      [interval],
    );
  }

  untilEmpty(): Promise<true> {
    return until(async () => (await this.rows()).length === 0);
  }
}

export function putTo(name: string, outbox: MailOutbox, transaction: Transaction): Promise<void> {
  return outbox.put({ purpose: 'greeting', to: `${name}@example.com`, content: CONTENT }, transaction);
}

/** Waits for a condition. */
export function until(condition: () => boolean | Promise<boolean>): Promise<true> {
  return eventually(condition, PATIENCE_MILLISECONDS);
}
