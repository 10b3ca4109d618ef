import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Clock, SystemClock } from './clock.js';
import { sharedClock } from './shared.clock.js';

const HOUR = 3_600_000;

describe('sharedClock', () => {
  const server = { ahead: 0, asked: 0, isOutOfReach: false };
  const read = async () => {
    server.asked++;
    if (server.isOutOfReach) {
      throw new Error('out of reach');
    }
    return Date.UTC(2026, 0, 1) + performance.now() + server.ahead;
  };

  beforeEach(() => {
    Object.assign(server, { ahead: 0, asked: 0, isOutOfReach: false });
    jest.useFakeTimers({ now: Date.UTC(2020, 0, 1) });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const system = () => sharedClock(new SystemClock(), read);

  it('has the time of the server, even if the clock of the machine is wrong', async () => {
    const clock = await system();
    expect(clock.now()).toBe(Math.round(await read()));
    jest.setSystemTime(Date.UTC(2030, 0, 1));
    expect(clock.now()).toBe(Math.round(await read()));
  });

  it('reads the server once a minute while it is used, and keeps the last reading without a response', async () => {
    const clock = await system();
    await jest.advanceTimersByTimeAsync(HOUR);
    expect(server.asked).toBe(1);
    server.ahead = 500;
    clock.now();
    clock.now();
    await jest.advanceTimersByTimeAsync(1);
    expect(server.asked).toBe(2);
    expect(clock.now()).toBe(Math.round(await read()));
    const before = clock.now();
    server.isOutOfReach = true;
    await jest.advanceTimersByTimeAsync(HOUR);
    expect(clock.now()).toBe(before + HOUR);
    await jest.advanceTimersByTimeAsync(1);
    expect(clock.now()).toBe(before + HOUR + 1);
  });

  it('has the time of the machine until the server has responded', async () => {
    server.isOutOfReach = true;
    expect((await system()).now()).toBe(Date.now());
  });

  it('is the clock of the application if that has one', async () => {
    class Standing extends Clock {
      now = () => 7;
    }
    const own = new Standing();
    expect(await sharedClock(own, read)).toBe(own);
    expect(server.asked).toBe(0);
  });
});
