import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CommonOptions } from '../../auth.options.js';
import { InvalidTokenError } from '../../errors/credential.errors.js';
import { AccessDeniedError } from '../../errors/policy.errors.js';
import { ServiceUnavailableError, TooManyAttemptsError } from '../../errors/retryable.errors.js';
import { ProblemException } from '../../errors/problem.exception.js';
import type { Refusals } from '../../transport/refusals.js';
import type { CloseListener, Connection } from '../../transport/connection/connection.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import { principalOfUser } from '../../user/principal.js';
import type { CredentialSchemes } from '../scheme/credential-schemes.js';
import { SocketWatch } from './socket-watch.js';

class FakeConnection implements Connection {
  readonly socket = new EventEmitter();
  readonly refused: string[] = [];
  isOpen = true;
  hasBegun = true;

  onClose(listener: CloseListener): void {
    this.socket.once('close', listener);
  }

  refuse(problem: ProblemException): void {
    this.refused.push(problem.getResponse().code);
    this.isOpen = false;
  }
}

const ALICE: AuthenticatedUser = { id: 1, username: 'alice', isActive: true };

const expiringAt = (exp?: number) => ({
  ...principalOfUser(ALICE),
  claims: exp === undefined ? {} : { sub: '1', exp },
});

describe('SocketWatch', () => {
  let revalidate: jest.Mock<CredentialSchemes['revalidate']>;
  let watch: SocketWatch;

  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    revalidate = jest.fn<CredentialSchemes['revalidate']>(async () => ALICE);
    watch = new SocketWatch(
      { socketCheckSeconds: 10 } as CommonOptions,
      { revalidate } as unknown as CredentialSchemes,
      { now: () => Date.now() },
      { problemOf: (error: { code: string }) => new ProblemException(401, error.code, '') } as unknown as Refusals,
    );
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  function watched(exp = 1_000): FakeConnection {
    const connection = new FakeConnection();
    watch.watch(connection, expiringAt(exp));
    return connection;
  }

  it('has one timer for all connections, which stops when a check finds none', () => {
    expect(jest.getTimerCount()).toBe(0);
    const [one, other] = [watched(), watched()];
    expect(jest.getTimerCount()).toBe(1);
    one.socket.emit('close');
    expect(watch.size).toBe(1);
    other.socket.emit('close');
    expect(watch.size).toBe(0);
    jest.advanceTimersByTime(10_000);
    expect(jest.getTimerCount()).toBe(0);
    watched();
    expect(jest.getTimerCount()).toBe(1);
    watch.onApplicationShutdown();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('watches no closed connection, and none twice', () => {
    const closed = new FakeConnection();
    closed.isOpen = false;
    watch.watch(closed, expiringAt(1_000));
    expect(watch.size).toBe(0);
    const connection = watched();
    watch.watch(connection, expiringAt(1_000));
    expect(watch.size).toBe(1);
    expect(connection.socket.listenerCount('close')).toBe(1);
  });

  it('removes connections that closed without an event', () => {
    const connection = watched();
    connection.isOpen = false;
    jest.advanceTimersByTime(10_000);
    expect(watch.size).toBe(0);
    expect(connection.refused).toEqual([]);
    expect(revalidate).not.toHaveBeenCalled();
  });

  it('does not close a response before it has begun', async () => {
    const response = watched(5);
    response.hasBegun = false;
    await jest.advanceTimersByTimeAsync(20_000);
    expect(response.refused).toEqual([]);
    expect(revalidate).not.toHaveBeenCalled();
    response.hasBegun = true;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(response.refused).toEqual(['invalid_token']);
  });

  it('closes at the first check after expiry, even if the store never responds', async () => {
    revalidate.mockReturnValue(new Promise(() => {}));
    const [short, long] = [watched(15), watched()];
    await jest.advanceTimersByTimeAsync(10_000);
    expect(short.refused).toEqual([]);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(short.refused).toEqual(['invalid_token']);
    expect(long.refused).toEqual([]);
    expect(watch.size).toBe(1);
    // While it waits for the first response it does not read again, until the retry time.
    expect(revalidate).toHaveBeenCalledTimes(2);
    await jest.advanceTimersByTimeAsync(20_000);
    expect(revalidate).toHaveBeenCalledTimes(3);
  });

  it('removes a connection when it closes it', async () => {
    revalidate.mockRejectedValueOnce(new InvalidTokenError('unknown subject')).mockResolvedValueOnce({
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

  it('closes with the error of the scheme, and not if the store is out of reach', async () => {
    revalidate
      .mockRejectedValueOnce(new AccessDeniedError())
      .mockRejectedValueOnce(new ServiceUnavailableError())
      .mockRejectedValueOnce(new TooManyAttemptsError(1));
    const connections = [watched(), watched(), watched()];
    await jest.advanceTimersByTimeAsync(10_000);
    expect(connections.map(({ refused }) => refused)).toEqual([['access_denied'], [], []]);
  });

  it('leaves the expiry of a credential without the claim to its scheme', async () => {
    const connection = new FakeConnection();
    watch.watch(connection, expiringAt());
    await jest.advanceTimersByTimeAsync(10_000);
    expect(connection.refused).toEqual([]);
    expect(revalidate).toHaveBeenCalledTimes(1);
  });

  it('revalidates many connections in batches', async () => {
    const answers: (() => void)[] = [];
    revalidate.mockImplementation(() => new Promise((resolve) => answers.push(() => resolve(ALICE))));
    for (let count = 0; count < 501; count++) {
      watched();
    }
    await jest.advanceTimersByTimeAsync(10_000);
    expect(revalidate).toHaveBeenCalledTimes(500);
    answers.forEach((answer) => answer());
    await jest.advanceTimersByTimeAsync(0);
    expect(revalidate).toHaveBeenCalledTimes(501);
  });
});
