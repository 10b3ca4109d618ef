import { createRequire } from 'node:module';
import type { DataSourceOptions } from 'typeorm';

type PostgresOptions = Partial<Extract<DataSourceOptions, { type: 'postgres' }>>;

const require = createRequire(import.meta.url);

/** Both ends of the range of `pg` that `libs/database` declares, and the newest with the option `pipeline`. */
export const DRIVERS: readonly (readonly [name: string, options: PostgresOptions])[] = [
  ['the newest pg with pipelining', { extra: { pipeline: true } }],
  ['the newest pg', {}],
  // Untyped: `@types/pg` describes the newest.
  ['pg 8.5.1', { driver: require('pg-lowest') as unknown }],
];
