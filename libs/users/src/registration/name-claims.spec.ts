import { describe, expect, it, jest } from '@jest/globals';
import { ServiceUnavailableError } from '@portcullis/auth';
import { ClientGoneError } from '@portcullis/auth/spi';
import { NameClaims } from './name-claims.js';

const taken = () => new Error('taken');
const made = async () => 'made';

function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((resolved, rejected) => {
    resolve = resolved;
    reject = rejected;
  });
  return { promise, resolve, reject };
}

describe('NameClaims', () => {
  it('does the work of the first, and tells the others that it is taken', async () => {
    const claims = new NameClaims();
    const first = deferred<string>();
    const work = jest.fn(made);
    const outcomes = [claims.claim(['a', 'x'], () => first.promise, taken), claims.claim(['a', 'y'], work, taken)];
    first.resolve('made');
    expect(await Promise.allSettled(outcomes)).toEqual([
      { status: 'fulfilled', value: 'made' },
      { status: 'rejected', reason: new Error('taken') },
    ]);
    expect(work).not.toHaveBeenCalled();
  });

  it('holds for any of the names', async () => {
    const claims = new NameClaims();
    const first = deferred<string>();
    const outcomes = [claims.claim(['a', 'x'], () => first.promise, taken), claims.claim(['b', 'x'], made, taken)];
    first.resolve('made');
    await expect(outcomes[1]).rejects.toThrow('taken');
  });

  it('lets the next one try where the first has failed, one at a time', async () => {
    const claims = new NameClaims();
    const first = deferred<string>();
    let atOnce = 0;
    const work = async () => {
      atOnce += 1;
      expect(atOnce).toBe(1);
      await Promise.resolve();
      atOnce -= 1;
      throw new Error('another reason');
    };
    const outcomes = [
      claims.claim(['a'], () => first.promise, taken),
      ...[1, 2, 3].map(() => claims.claim(['a'], work, taken)),
    ];
    first.reject(new Error('not this one'));
    const settled = await Promise.allSettled(outcomes);
    const refused = { status: 'rejected', reason: new Error('another reason') };
    expect(settled.slice(1)).toEqual([refused, refused, refused]);
    await expect(claims.claim(['a'], made, taken)).resolves.toBe('made');
  });

  it('lets the next one try where the client of the first has gone', async () => {
    const claims = new NameClaims();
    const first = deferred<string>();
    const outcomes = [claims.claim(['a'], () => first.promise, taken), claims.claim(['a'], made, taken)];
    first.reject(new ClientGoneError());
    await expect(outcomes[0]).rejects.toThrow(ClientGoneError);
    await expect(outcomes[1]).resolves.toBe('made');
  });

  it('does not queue everybody up before a database that is out of reach', async () => {
    const claims = new NameClaims();
    const first = deferred<string>();
    const work = jest.fn(made);
    const outcomes = [claims.claim(['a'], () => first.promise, taken), claims.claim(['a'], work, taken)];
    first.reject(new ServiceUnavailableError());
    for (const { status } of await Promise.allSettled(outcomes)) {
      expect(status).toBe('rejected');
    }
    expect(work).not.toHaveBeenCalled();
  });

  it('keeps other names out of it', async () => {
    const claims = new NameClaims();
    void claims.claim(['a'], () => new Promise(() => undefined), taken);
    await expect(claims.claim(['b'], made, taken)).resolves.toBe('made');
  });
});
