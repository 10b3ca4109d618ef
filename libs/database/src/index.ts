export { BatchedLookUp } from './batched-look-up.js';
export { inTransaction } from './in-transaction.js';
export { isDatabaseUnavailable } from './is-database-unavailable.js';
export { type PreparedQuery, queryPrepared } from './prepared-query.js';
export type { Query } from './query.js';
export { queryRows } from './query-rows.js';
