import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { PasswordInputError, readPassword } from './password-input.js';

const of = (...chunks: (string | Buffer)[]) => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

describe('readPassword', () => {
  it.each([
    ['a passphrase', 'a passphrase'],
    ['a passphrase\n', 'a passphrase'],
    ['a passphrase\r\n', 'a passphrase'],
    [' a passphrase \t\n', ' a passphrase \t'],
    ['\uFEFFa passphrase', '\uFEFFa passphrase'],
  ])('reads one line without its end: %j', async (text, password) => {
    expect(await readPassword(of(text))).toBe(password);
  });

  it('joins the bytes of a character that arrive apart', async () => {
    const bytes = Buffer.from('🦊 passphrase');
    expect(await readPassword(of(bytes.subarray(0, 2), bytes.subarray(2)))).toBe('🦊 passphrase');
  });

  it.each([
    ['nothing', of(), 'Standard input is empty'],
    ['an empty line', of('\n'), 'Standard input is empty'],
    ['several lines', of('one\ntwo\n'), 'Standard input has several lines'],
    ['another encoding', of(Buffer.from([0x70, 0xe9, 0x70])), 'Standard input is not UTF-8'],
    ['a terminal', Object.assign(of('a passphrase\n'), { isTTY: true }), 'Standard input is a terminal'],
  ])('refuses %s', async (_what, input, complaint) => {
    const reading = readPassword(input);
    await expect(reading).rejects.toThrow(PasswordInputError);
    await expect(reading).rejects.toThrow(complaint);
  });

  it('stops reading what no password can be', async () => {
    let chunks = 0;
    async function* endless() {
      for (;;) {
        chunks += 1;
        yield Buffer.alloc(4_096, 'a');
      }
    }
    expect((await readPassword(endless())).length).toBeGreaterThan(65_536);
    expect(chunks).toBeLessThan(20);
  });
});
