// @ts-check
import { describe, expect, it } from '@jest/globals';
import { bodyOf } from './body-of.mjs';
import { ResponseReader } from './response-reader.mjs';

const PLAIN = 'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{"a":1}';
const CHUNKED =
  'HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n9;x=y\r\n":"0\\r\\n"\r\n1\r\n}\r\n0\r\n\r\n';

describe('ResponseReader', () => {
  it.each([
    [PLAIN, 200, '{"a":1}'],
    [CHUNKED, 503, String.raw`{"a":"0\r\n"}`],
  ])('reads an answer that arrives at once, and another on the same connection', (text, status, body) => {
    const reader = new ResponseReader();
    for (let turn = 0; turn < 2; turn++) {
      const response = push(reader, text);
      expect(response?.status).toBe(status);
      expect(response && bodyOf(response)).toBe(body);
    }
  });

  it.each([PLAIN, CHUNKED])('reads an answer wherever it was cut', (text) => {
    for (let cut = 1; cut < text.length; cut++) {
      const reader = new ResponseReader();
      expect(push(reader, text.slice(0, cut))).toBeUndefined();
      expect(push(reader, text.slice(cut))?.end).toBe(text.length);
    }
  });

  it('does not read the rest of an earlier, longer response in the buffer', () => {
    const buffer = Buffer.from(PLAIN);
    expect(new ResponseReader().push(buffer, PLAIN.length - 1)).toBeUndefined();
  });

  it.each([`${PLAIN}x`, PLAIN + PLAIN, 'HTTP/1.1 200 OK\r\n\r\n', CHUNKED.replace('\r\n3\r\n', '\r\nz\r\n')])(
    'refuses what is not one answer',
    (text) => {
      expect(() => push(new ResponseReader(), text)).toThrow(Error);
    },
  );
});

/**
 * @param {ResponseReader} reader
 * @param {string} text
 */
function push(reader, text) {
  return reader.push(Buffer.from(text), text.length);
}
