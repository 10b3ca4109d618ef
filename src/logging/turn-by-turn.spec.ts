import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { turnByTurn } from './turn-by-turn.js';

/** Takes so many bytes, and then no more until it has read. */
class Reader {
  text = '';
  writes = 0;
  failure: string | undefined;

  constructor(public room = Infinity) {}

  readonly write = (bytes: Uint8Array, offset: number): number => {
    this.writes++;
    if (this.failure !== undefined || this.room === 0) {
      throw Object.assign(new Error('not written'), { code: this.failure ?? 'EAGAIN' });
    }
    const taken = bytes.subarray(offset, offset + this.room);
    this.room -= taken.length;
    this.text += Buffer.from(taken).toString('latin1');
    return taken.length;
  };
}

describe('the lines of the log', () => {
  let onExit: jest.SpiedFunction<typeof process.on>;
  beforeEach(() => {
    onExit = jest.spyOn(process, 'on').mockReturnValue(process);
  });
  afterEach(() => onExit.mockRestore());

  /** As the process does when it ends. */
  const exit = (): unknown => onExit.mock.lastCall?.[1]();

  it('of one turn are written together', async () => {
    const reader = new Reader();
    const log = turnByTurn(reader.write);
    log.write('one\n');
    log.write('two\n');
    expect(reader.writes).toBe(0);
    await turn();
    log.write('three\n');
    await turn();
    expect(reader).toMatchObject({ text: 'one\ntwo\nthree\n', writes: 2 });
  });

  it('are all there when the process ends', () => {
    const reader = new Reader();
    turnByTurn(reader.write).write('the last\n');
    exit();
    expect(reader.text).toBe('the last\n');
  });

  it('wait for a slow reader, in their order and whole', async () => {
    const reader = new Reader(3);
    const log = turnByTurn(reader.write);
    log.write('eins\n');
    await turn();
    log.write('zwei\n');
    expect(reader.text).toBe('ein');
    reader.room = Infinity;
    exit();
    expect(reader.text).toBe('eins\nzwei\n');
  });

  it('are lost where there are too many for a slow reader, who is told how many', async () => {
    const reader = new Reader(0);
    const log = turnByTurn(reader.write);
    const line = `${'x'.repeat(64 * 1024 - 1)}\n`;
    for (let count = 0; count < 20; count++) {
      log.write(line);
      log.flushSync();
    }
    reader.room = Infinity;
    log.flushSync();
    log.flushSync();
    const read = reader.text.split('\n').slice(0, -1);
    expect(read.slice(0, -1)).toEqual(Array(17).fill(line.trimEnd()));
    expect(JSON.parse(read.at(-1)!)).toMatchObject({ level: 40, lost: 3, msg: expect.stringContaining('lost') });
  });

  it.each(['EPIPE', 'ENOSPC', 'EIO'])(
    'are lost where they can’t be written (%s), and the next are tried again',
    async (code) => {
      const reader = new Reader();
      reader.failure = code;
      const log = turnByTurn(reader.write);
      log.write('lost\n');
      await turn();
      reader.failure = undefined;
      log.write('read\n');
      await turn();
      expect(reader.text).toBe('read\n');
    },
  );

  it('keep no process from ending, however slow their reader is', () => {
    const reader = new Reader(0);
    turnByTurn(reader.write).write('never read\n');
    const since = performance.now();
    exit();
    expect(performance.now() - since).toBeLessThan(5_000);
  });
});
