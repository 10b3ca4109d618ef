import fs from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { standardOutput } from './standard-output.js';

/** Stands in for the reader of standard output. */
class Reader {
  text = '';
  writes = 0;
  /** Bytes that it still accepts. */
  room = Infinity;
  failure: string | undefined;

  readonly accept = (data: string | NodeJS.ArrayBufferView): number => {
    this.writes++;
    if (this.failure !== undefined || this.room === 0) {
      throw Object.assign(new Error('not written'), { code: this.failure ?? 'EAGAIN' });
    }
    const taken = Buffer.from(data as string).subarray(0, this.room);
    this.room -= taken.length;
    this.text += taken.toString('latin1');
    return taken.length;
  };
}

describe('the log on standard output', () => {
  let reader: Reader;
  let onExit: jest.SpiedFunction<typeof process.on>;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'performance'] });
    reader = new Reader();
    jest.spyOn(fs, 'writeSync').mockImplementation((_file, data) => reader.accept(data));
    jest.spyOn(fs, 'fsyncSync').mockReturnValue();
    onExit = jest.spyOn(process, 'on').mockReturnValue(process);
  });
  afterEach(async () => {
    // A flush that is due must not reach the reader of the next test.
    await turn();
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  const exit = (): unknown => onExit.mock.lastCall?.[1]();

  it('writes the lines of one turn together', async () => {
    const log = standardOutput();
    log.write('one\n');
    log.write('two\n');
    expect(reader.writes).toBe(0);
    await turn();
    log.write('three\n');
    await turn();
    expect(reader).toMatchObject({ text: 'one\ntwo\nthree\n', writes: 2 });
  });

  it('is complete when the process exits', () => {
    standardOutput().write('the last\n');
    exit();
    expect(reader.text).toBe('the last\n');
  });

  it('waits for a slow reader, with whole lines in their order', async () => {
    reader.room = 3;
    const log = standardOutput();
    log.write('eins\n');
    await turn();
    log.write('zwei\n');
    await turn();
    expect(reader.text).toBe('ein');
    reader.room = Infinity;
    jest.advanceTimersByTime(2_000);
    expect(reader.text).toBe('eins\nzwei\n');
  });

  it('loses lines when too many wait for a slow reader, and reports how many', async () => {
    reader.room = 0;
    const log = standardOutput();
    const line = `${'x'.repeat(64 * 1024 - 1)}\n`;
    for (let count = 0; count < 20; count++) {
      log.write(line);
    }
    await turn();
    reader.room = Infinity;
    log.write('dropped too\n'.repeat(10_000));
    await turn();
    await turn();
    exit();
    const read = reader.text.split('\n').slice(0, -1);
    expect(read.slice(0, -1)).toEqual(Array(16).fill(line.trimEnd()));
    expect(JSON.parse(read.at(-1)!)).toMatchObject({ level: 40, lost: 5, msg: expect.stringContaining('lost') });
  });

  it.each(['EPIPE', 'ENOSPC', 'EIO'])('survives %s and writes again later', async (code) => {
    reader.failure = code;
    const log = standardOutput();
    log.write('first\n');
    await turn();
    exit();
    reader.failure = undefined;
    log.write('second\n');
    await turn();
    expect(reader.text).toBe('first\nsecond\n');
  });

  it('does not keep the process from exiting when the reader stays slow', async () => {
    reader.room = 0;
    standardOutput().write('never read\n');
    const since = performance.now();
    exit();
    expect(performance.now() - since).toBeLessThan(5_000);
    await turn();
  });
});
