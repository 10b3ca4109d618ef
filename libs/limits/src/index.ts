export { databaseSignInLimiter } from './postgres/database-sign-in-limiter.provider.js';
export { limitsMigrations } from './postgres/limits-migrations.js';
export { PostgresBudgetStore } from './postgres/postgres.budget.store.js';
export { connectToRedis, type RedisConnection, type RedisOptions } from './redis/redis-connection.js';
export { RedisBudgetStore } from './redis/redis.budget.store.js';
export { redisSignInLimiter } from './redis/redis-sign-in-limiter.provider.js';
export { RedisSignInLimiter } from './redis/redis.sign-in-limiter.js';
