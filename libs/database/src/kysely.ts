// For applications with Kysely, which this library does not import.
export { kyselyAdapter } from './adapter/kysely.adapter.js';
export type { KyselyTransaction } from './adapter/kysely-transaction.js';
