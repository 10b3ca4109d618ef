import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { checkedOneTimeSecretsOptions } from '../one-time-secrets.options.js';
import type { SecretTable } from '../table/secret.table.js';
import { SecretPurge } from './secret.purge.js';

describe('SecretPurge', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it.each([
    ['at its interval', 60, 1],
    ['never, with 0', 0, 0],
  ])('purges %s', async (_what, purgeInterval, times) => {
    const table = { purge: jest.fn<SecretTable['purge']>(async () => 7) };
    const options = checkedOneTimeSecretsOptions({ secret: 'x'.repeat(32), purgeInterval });
    const purge = new SecretPurge(options, table as Partial<SecretTable> as SecretTable);
    purge.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(59_999);
    expect(table.purge).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expect(table.purge.mock.calls).toEqual(Array.from({ length: times }, () => [500]));
    await purge.beforeApplicationShutdown();
  });
});
