// For applications with Kysely, which this library does not import.
export { kyselyAdapter, type KyselyTransaction } from './adapter/kysely.adapter.js';
