import { describe, expect, it } from '@jest/globals';
import { connectToRedis } from './redis-connection.js';

describe('connectToRedis', () => {
  it.each(['canary/1', '12/canary', '12?canary', '12#canary', 'canary/@1'])(
    'refuses a URL with the password %p and does not repeat it',
    async (password) => {
      const failure: unknown = await connectToRedis({ url: `redis://user:${password}@127.0.0.1:1/0` }).catch(
        (error: unknown) => error,
      );
      expect(String(failure)).toMatch(/The option url of redisSignInLimiter .* percent-encoded/);
      expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('canary');
    },
  );

  it('refuses a database that is not a number', async () => {
    await expect(connectToRedis({ url: 'redis://127.0.0.1:1/canary' })).rejects.toThrow("can't be read");
  });
});
