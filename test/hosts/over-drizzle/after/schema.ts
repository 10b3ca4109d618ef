import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import type { Pool } from 'pg';

export const orders = pgTable('orders', { customer: integer().notNull(), item: text().notNull() });

export type Shop = NodePgDatabase & { readonly $client: Pool };

/** The token of the application's Drizzle. */
export const SHOP = Symbol('Drizzle');
