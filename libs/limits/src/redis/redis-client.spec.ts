import { describe, expect, it } from '@jest/globals';
import { installationErrorOf, loadRedisClient } from './redis-client.js';

describe('the client of Redis', () => {
  it('is loaded if it is installed', async () => {
    expect(await loadRedisClient()).toHaveProperty('createClient');
  });

  it.each([
    ['ERR_MODULE_NOT_FOUND', `Cannot find package '@redis/client' imported from /app/dist/redis-client.js`],
    ['MODULE_NOT_FOUND', `Cannot find module '@redis/client'\nRequire stack:\n- /app/dist/redis-client.js`],
    ['MODULE_NOT_FOUND', `Cannot find module '@redis/client' from 'dist/redis-client.js'`],
  ])('says which line to type if it is missing: %s, %s', (code, message) => {
    const cause = Object.assign(new Error(message), { code });
    const error = installationErrorOf(cause);
    expect(error).toMatchObject({
      message: 'redisSignInLimiter needs the package @redis/client. Type: npm install @redis/client',
      cause,
    });
  });

  it.each([
    Object.assign(new Error(`Cannot find package 'cluster-key-slot' imported from /app`), {
      code: 'ERR_MODULE_NOT_FOUND',
    }),
    new SyntaxError('Unexpected token'),
  ])('does not hide another error: %p', (error) => {
    expect(installationErrorOf(error)).toBe(error);
  });
});
