import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { ServiceUnavailableError } from '../errors/retryable.errors.js';
import { verificationKey } from '../token/verification-key.js';
import { KeySetSource, type PublishedKeys } from './key-set.source.js';
import { RemoteKeyRing } from './remote.key-ring.js';

const KEY = verificationKey(generateKeyPairSync('ed25519').publicKey, 'known');

class TimersClock extends Clock {
  now(): number {
    return Date.now();
  }
}

class FakeSource extends KeySetSource {
  count = 0;
  respond: () => Promise<PublishedKeys> = async () => this.published(null);
  stop: AbortSignal | undefined;

  published(maxAge: number | null): PublishedKeys {
    return { keys: new Map([[KEY.keyId, KEY]]), maxAge };
  }

  read(stop: AbortSignal): Promise<PublishedKeys> {
    this.count += 1;
    this.stop = stop;
    return this.respond();
  }
}

describe('RemoteKeyRing', () => {
  let source: FakeSource;
  let ring: RemoteKeyRing;

  beforeEach(() => {
    jest.useFakeTimers();
    Logger.overrideLogger(false);
    source = new FakeSource();
    ring = new RemoteKeyRing({ issuer: 'https://auth.example.com', audience: 'api' }, source, new TimersClock());
  });
  afterEach(() => {
    ring.onApplicationShutdown();
    jest.useRealTimers();
  });

  it('finds a known key synchronously, without a request', async () => {
    expect(await ring.find('known')).toBe(KEY);
    expect(ring.find('known')).toBe(KEY);
    expect(source.count).toBe(1);
  });

  it.each([
    [null, 300],
    [120, 120],
    [0, 60],
    [10_000_000, 3600],
  ])('reads the keys again by itself: with a max-age of %s after %s seconds', async (maxAge, seconds) => {
    source.respond = async () => source.published(maxAge);
    await ring.find('known');
    await jest.advanceTimersByTimeAsync((seconds - 1) * 1000);
    expect(source.count).toBe(1);
    await jest.advanceTimersByTimeAsync(1000);
    expect(source.count).toBe(2);
    await jest.advanceTimersByTimeAsync(seconds * 1000);
    expect(source.count).toBe(3);
  });

  it('retries every minute after a failure, and keeps the known keys', async () => {
    await ring.find('known');
    source.respond = () => Promise.reject(new Error('down'));
    await jest.advanceTimersByTimeAsync((300 + 5 * 60) * 1000);
    expect(source.count).toBe(7);
    expect(ring.find('known')).toBe(KEY);
  });

  it('forgets a key that is not published any more', async () => {
    await ring.find('known');
    source.respond = async () => ({ keys: new Map(), maxAge: null });
    await jest.advanceTimersByTimeAsync(300_000);
    expect(await ring.find('known')).toBeUndefined();
    expect(source.count).toBe(2);
  });

  it('ends the cooldown if the clock is set back', async () => {
    await ring.find('known');
    jest.setSystemTime(Date.now() - 3_600_000);
    expect(await ring.find('unknown')).toBeUndefined();
    expect(source.count).toBe(2);
  });

  it('has no signing key', () => {
    expect(() => ring.current).toThrow(/signs no tokens/);
    expect(ring.published).toEqual([]);
  });

  it('stops its request and its timer when the application stops', async () => {
    await ring.find('known');
    expect(jest.getTimerCount()).toBe(1);
    await jest.advanceTimersByTimeAsync(10_000);
    source.respond = () =>
      new Promise((_resolve, reject) => source.stop?.addEventListener('abort', () => reject(new Error('stopped'))));
    const waiting = Promise.resolve(ring.find('unknown'));
    const refused = expect(waiting).rejects.toThrow(ServiceUnavailableError);
    ring.onApplicationShutdown();
    await refused;
    expect(jest.getTimerCount()).toBe(0);
  });
});
