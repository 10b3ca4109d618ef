import { BudgetedSignInLimiter, canonicalName, SystemClock } from '@portcullis/auth';
import { connectToRedis, PostgresBudgetStore, RedisSignInLimiter } from '@portcullis/limits';
import { type RegisteredUser, TypeOrmUserRepository, UnknownUserError } from '@portcullis/users';
import type { DataSource } from 'typeorm';
import type { Settings } from '../config/settings.js';

/**
 * Forgets the wrong passwords that were counted for somebody's account.
 *
 * @throws UnknownUserError
 * @throws ServiceUnavailableError
 */
export async function unlock(username: string, dataSource: DataSource, settings: Settings): Promise<RegisteredUser> {
  const { preparedStatements } = settings;
  const credentials = await new TypeOrmUserRepository(dataSource, { preparedStatements }).findByUsername(username);
  if (!credentials) {
    throw new UnknownUserError(username);
  }
  const name = canonicalName(credentials.user.username);
  await (settings.redisUrl === undefined
    ? new BudgetedSignInLimiter(
        new PostgresBudgetStore(dataSource, { preparedStatements }),
        new SystemClock(),
        {},
        settings.issuer,
      ).unlock(name)
    : unlockInRedis(name, settings.redisUrl, settings.issuer));
  return credentials.user;
}

async function unlockInRedis(name: string, url: string, issuer: string): Promise<void> {
  const redis = await connectToRedis({ url });
  try {
    await new RedisSignInLimiter(redis, new SystemClock(), {}, issuer).unlock(name);
  } finally {
    redis.close();
  }
}
