import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { AuthModuleOptions } from '../../auth.options.js';
import { InvalidTokenError } from '../../errors/auth.error.js';
import { ProblemException } from '../../errors/problem.exception.js';
import type { Refusals } from '../../errors/refusals.js';
import type { Connection } from '../../transport/connection/connection.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import type { JwtStrategy } from '../jwt/jwt.strategy.js';
import { SocketWatch } from './socket-watch.js';

class FakeConnection implements Connection {
  readonly socket = new EventEmitter();
  readonly refused: string[] = [];
  isOpen = true;

  onClose(listener: () => void): void {
    this.socket.once('close', listener);
  }

  refuse(problem: ProblemException): void {
    this.refused.push(problem.getResponse().code);
    this.isOpen = false;
  }
}

const ALICE: AuthenticatedUser = { id: 1, username: 'alice', isActive: true };

describe('SocketWatch', () => {
  let validate: jest.Mock<JwtStrategy['validate']>;
  let watch: SocketWatch;

  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    validate = jest.fn<JwtStrategy['validate']>(async () => ALICE);
    watch = new SocketWatch(
      { socketCheckSeconds: 10 } as AuthModuleOptions,
      { validate } as unknown as JwtStrategy,
      { now: () => Date.now() },
      { problemOf: (error: { code: string }) => new ProblemException(401, error.code, '') } as unknown as Refusals,
    );
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  function watched(exp = 1_000): FakeConnection {
    const connection = new FakeConnection();
    watch.watch(connection, { scopes: new Set(), claims: { sub: '1', exp } });
    return connection;
  }

  it('has one timer for all connections, while there are any', () => {
    expect(jest.getTimerCount()).toBe(0);
    const [one, other] = [watched(), watched()];
    expect(jest.getTimerCount()).toBe(1);
    one.socket.emit('close');
    expect(watch.size).toBe(1);
    other.socket.emit('close');
    expect(watch.size).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
    watched();
    expect(jest.getTimerCount()).toBe(1);
    watch.onApplicationShutdown();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('watches nothing that has closed by then, and nothing twice', () => {
    const closed = new FakeConnection();
    closed.isOpen = false;
    watch.watch(closed, { scopes: new Set(), claims: { sub: '1', exp: 1_000 } });
    expect(watch.size).toBe(0);
    const connection = watched();
    watch.watch(connection, { scopes: new Set(), claims: { sub: '1', exp: 1_000 } });
    expect(watch.size).toBe(1);
    expect(connection.socket.listenerCount('close')).toBe(1);
  });

  it('closes at the first look after expiry, though the store never answers', async () => {
    validate.mockReturnValue(new Promise(() => {}));
    const [short, long] = [watched(15), watched()];
    await jest.advanceTimersByTimeAsync(10_000);
    expect(short.refused).toEqual([]);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(short.refused).toEqual(['invalid_token']);
    expect(long.refused).toEqual([]);
    expect(watch.size).toBe(1);
    // Still waiting for the first answer, it does not ask again; but not for ever.
    expect(validate).toHaveBeenCalledTimes(2);
    await jest.advanceTimersByTimeAsync(20_000);
    expect(validate).toHaveBeenCalledTimes(3);
  });

  it('forgets at once what it closes', async () => {
    validate.mockRejectedValueOnce(new InvalidTokenError('unknown subject')).mockResolvedValueOnce({
      ...ALICE,
      isActive: false,
    });
    const [deleted, deactivated, stays] = [watched(), watched(), watched()];
    await jest.advanceTimersByTimeAsync(10_000);
    expect(deleted.refused).toEqual(['invalid_token']);
    expect(deactivated.refused).toEqual(['inactive_user']);
    expect(stays.refused).toEqual([]);
    expect(watch.size).toBe(1);
  });

  it('asks for many in portions', async () => {
    const answers: (() => void)[] = [];
    validate.mockImplementation(() => new Promise((resolve) => answers.push(() => resolve(ALICE))));
    for (let count = 0; count < 501; count++) {
      watched();
    }
    await jest.advanceTimersByTimeAsync(10_000);
    expect(validate).toHaveBeenCalledTimes(500);
    answers.forEach((answer) => answer());
    await jest.advanceTimersByTimeAsync(0);
    expect(validate).toHaveBeenCalledTimes(501);
  });
});
