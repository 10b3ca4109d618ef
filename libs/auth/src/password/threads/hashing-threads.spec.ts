import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import bcrypt from 'bcrypt';
import type { BcryptThread } from './hashing-thread.js';
import { HashingThreads, type HashingThreadsOptions } from './hashing-threads.js';

const KEY = Buffer.from('a key');
const SETTING = bcrypt.genSaltSync(4);
const HASH = bcrypt.hashSync(KEY, SETTING);

const SCHED_IDLE = 5;
const canYield = existsSync('/usr/bin/chrt') && existsSync('/proc/thread-self');

let opened: HashingThreads[] = [];

function open(options: HashingThreadsOptions, start?: (yields: boolean) => BcryptThread): HashingThreads {
  const threads = new HashingThreads(options, start);
  opened.push(threads);
  return threads;
}

afterEach(() => {
  opened.forEach((threads) => threads.close());
  opened = [];
});

/** A thread of the test's own. It hashes as it is told. */
class Thread implements BcryptThread {
  hasEnded = false;
  hashed = 0;

  constructor(
    readonly yields: boolean,
    private readonly work: () => Promise<string>,
  ) {}

  hash(): Promise<string> {
    this.hashed++;
    return this.work();
  }

  end(): void {
    this.hasEnded = true;
  }
}

function opening(options: HashingThreadsOptions, work: (thread: Thread) => Promise<string>) {
  const started: Thread[] = [];
  const threads = open(options, (yields) => {
    const thread: Thread = new Thread(yields, () => work(thread));
    started.push(thread);
    return thread;
  });
  return { threads, started };
}

const together = (threads: HashingThreads, count: number): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, () => threads.hash(KEY, SETTING)));

describe('threads for hashing', () => {
  it('make the same hash as bcrypt elsewhere, however many are asked for at once', async () => {
    const threads = open({ concurrency: 2 });
    expect(await together(threads, 5)).toEqual(Array(5).fill(HASH));
    const bytes = Buffer.from([0xff, 0x80, 0x01]);
    expect(await threads.hash(bytes, SETTING)).toBe(bcrypt.hashSync(bytes, SETTING));
  });

  (canYield ? it : it.skip)('yield the processors, all but one of them', async () => {
    const before = threadsOfProcess();
    await together(open({ concurrency: 3 }), 3);
    expect(threadsOfProcess().filter((thread) => !before.includes(thread) && isIdle(thread))).toHaveLength(2);
  });

  (canYield ? it : it.skip)('compete for the processors where that is asked for', async () => {
    const before = threadsOfProcess();
    await together(open({ concurrency: 3, yields: false }), 3);
    expect(threadsOfProcess().filter((thread) => !before.includes(thread) && isIdle(thread))).toEqual([]);
  });

  it('are started when they are needed, and kept', async () => {
    const { threads, started } = opening({ concurrency: 3 }, () => Promise.resolve(HASH));
    await threads.hash(KEY, SETTING);
    await threads.hash(KEY, SETTING);
    expect(started.map(({ hashed }) => hashed)).toEqual([2]);
    await together(threads, 4);
    expect(started.map(({ yields }) => yields)).toEqual([false, true, true]);
  });

  it('are no more than there may be: what is more is hashed in libuv’s', async () => {
    const { threads, started } = opening({ concurrency: 1 }, () => Promise.resolve('of the thread'));
    expect(await together(threads, 3)).toEqual(['of the thread', HASH, HASH]);
    expect(started).toHaveLength(1);
  });
});

describe('threads for hashing, where something is wrong,', () => {
  it('are done without where they can’t be had', async () => {
    const threads = open({ concurrency: 2 }, () => {
      throw new Error('no threads here');
    });
    expect(await together(threads, 3)).toEqual([HASH, HASH, HASH]);
  });

  it('are not replaced where they end over a hash, which is made all the same', async () => {
    const { threads, started } = opening({ concurrency: 2 }, (thread) => {
      thread.end();
      return Promise.reject(new Error('the thread has ended'));
    });
    expect(await together(threads, 3)).toEqual([HASH, HASH, HASH]);
    expect(await together(threads, 3)).toEqual([HASH, HASH, HASH]);
    expect(started.map(({ hashed }) => hashed)).toEqual([1, 1]);
  });

  it('keep nobody waiting, however busy the processors are', async () => {
    const { threads, started } = opening({ concurrency: 2 }, ({ yields }) =>
      yields ? new Promise(() => undefined) : Promise.resolve('of the one that competes'),
    );
    await threads.hash(KEY, SETTING);
    expect(await together(threads, 3)).toEqual(['of the one that competes', HASH, HASH]);
    expect(started.map(({ hashed }) => hashed)).toEqual([2, 1]);
  });

  it('fail as bcrypt does', async () => {
    await expect(open({ concurrency: 1 }).hash(KEY, 'no setting')).rejects.toThrow('Invalid salt');
  });
});

describe('threads for hashing that are closed', () => {
  it('end, and what is hashed is hashed all the same', async () => {
    let finish: (hash: string) => void = () => undefined;
    const { threads, started } = opening({ concurrency: 2 }, ({ hashed }) =>
      hashed === 1 ? Promise.resolve(HASH) : new Promise((resolve) => (finish = resolve)),
    );
    await together(threads, 2);
    const hashing = threads.hash(KEY, SETTING);
    threads.close();
    finish('at last');
    expect(await hashing).toBe('at last');
    expect(started.map(({ hasEnded }) => hasEnded)).toEqual([true, true]);
    expect(await threads.hash(KEY, SETTING)).toBe(HASH);
  });
});

function threadsOfProcess(): string[] {
  return readdirSync('/proc/self/task');
}

/** See proc_pid_stat(5); the name of the program may have spaces in it. */
function isIdle(thread: string): boolean {
  const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
  const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(afterName[41 - 3]) === SCHED_IDLE;
}
