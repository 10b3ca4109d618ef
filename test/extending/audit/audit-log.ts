import { Injectable } from '@nestjs/common';
import { type DomainEvent, EventListener } from '@portcullis/auth';
import type { Transaction } from '@portcullis/auth/spi';
import { databaseTransactionOf, type Query } from '@portcullis/database';
import { DataSource } from 'typeorm';

const OUTSIDE_TRANSACTIONS: ReadonlySet<string> = new Set(['signed_in', 'sign_in_failed', 'access_denied']);

/** Writes events into a table: changes of accounts in their own transaction, sign-ins and denials after they have happened. */
@Injectable()
export class AuditLog extends EventListener {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  /** Without its row the change is rolled back. */
  override within(event: DomainEvent, transaction: Transaction): Promise<void> {
    return write(event, databaseTransactionOf(transaction).query);
  }

  /** Called for changes of accounts as well, after their commit. */
  override async notify(event: DomainEvent): Promise<void> {
    if (OUTSIDE_TRANSACTIONS.has(event.type)) {
      await write(event, (sql, parameters) => this.dataSource.query(sql, parameters));
    }
  }
}

async function write({ type, actor, subject, origin }: DomainEvent, query: Query): Promise<void> {
  const row = [type, actor.kind, subject?.id ?? null, origin.address];
  await query('INSERT INTO audit_log (type, actor, user_id, address) VALUES ($1, $2, $3, $4)', row);
}
