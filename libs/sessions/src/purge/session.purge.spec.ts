import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { SessionStore } from '../session/session.store.js';
import { checkedSessionsOptions } from '../sessions.options.js';
import { SessionPurge } from './session.purge.js';

describe('SessionPurge', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it.each([
    ['at its interval', { purgeInterval: 60 }, 60],
    ['after an hour, by default', {}, 3_600],
    ['never, with 0', { purgeInterval: 0 }, Infinity],
  ])('purges %s', async (_what, schedule, seconds) => {
    const store = { purge: jest.fn<SessionStore['purge']>(async () => 7) };
    const options = checkedSessionsOptions({ secret: 'x'.repeat(32), ...schedule });
    const purge = new SessionPurge(options, store as Partial<SessionStore> as SessionStore);
    purge.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(Math.min(seconds, 7_200) * 1_000 - 1);
    expect(store.purge).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expect(store.purge.mock.calls).toEqual(seconds === Infinity ? [] : [[{ limit: 500 }]]);
    await purge.beforeApplicationShutdown();
  });
});
