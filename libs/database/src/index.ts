export { inTransaction } from './in-transaction.js';
export { isDatabaseUnavailable } from './is-database-unavailable.js';
export type { Query } from './query.js';
export { queryRows } from './query-rows.js';
