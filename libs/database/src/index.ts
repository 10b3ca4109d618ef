export { BatchedLookUp } from './batched-look-up.js';
export { inTransaction } from './in-transaction.js';
export { isDatabaseUnavailable } from './is-database-unavailable.js';
export { LOOK_UP_CHANNEL, type LookUpMessage } from './look-up.channel.js';
export { poolOf } from './pool.js';
export { PreparedQueries } from './prepared-queries.js';
export { type PreparedQuery, type PreparedValue, queryPrepared } from './prepared-query.js';
export type { Query } from './query.js';
export { queryRows } from './query-rows.js';
