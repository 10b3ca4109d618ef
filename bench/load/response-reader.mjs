// @ts-check

const HEAD_END = Buffer.from('\r\n\r\n');
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;
const CHUNKED = /\r\ntransfer-encoding: *chunked/i;

/**
 * A response. Its bytes are overwritten by the next one, so copy them to keep them.
 *
 * @typedef {object} Response
 * @property {number} status
 * @property {Buffer} bytes holds the whole answer, from `start` to `end`
 * @property {number} start
 * @property {number} bodyStart
 * @property {number} end
 */

/** Splits the data of a keep-alive connection into responses (RFC 9112, section 6), one at a time. */
export class ResponseReader {
  /** @type {Buffer} */
  #pending = Buffer.alloc(0);

  /**
   * @param {Buffer} bytes
   * @param {number} length how many of them have just arrived
   * @returns {Response | undefined} the answer, once all of it is there
   * @throws {Error} where it is not framed as HTTP has it, or something follows it
   */
  push(bytes, length) {
    if (this.#pending.length === 0) {
      const whole = parse(bytes, length);
      if (!whole) {
        this.#pending = Buffer.from(bytes.subarray(0, length));
      }
      return whole;
    }
    this.#pending = Buffer.concat([this.#pending, bytes.subarray(0, length)]);
    const whole = parse(this.#pending, this.#pending.length);
    if (whole) {
      this.#pending = Buffer.alloc(0);
    }
    return whole;
  }
}

/**
 * @param {Buffer} bytes
 * @param {number} length
 * @returns {Response | undefined}
 */
function parse(bytes, length) {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1 || headEnd >= length) {
    return undefined;
  }
  const head = bytes.toString('latin1', 0, headEnd);
  const bodyStart = headEnd + HEAD_END.length;
  const end = endOf(bytes, length, head, bodyStart);
  if (end === undefined || end > length) {
    return undefined;
  }
  if (end < length) {
    throw new Error('more responses than requests');
  }
  return { status: Number(head.slice(9, 12)), bytes, start: 0, bodyStart, end };
}

/**
 * @param {Buffer} bytes
 * @param {number} length
 * @param {string} head
 * @param {number} bodyStart
 * @returns {number | undefined} where the answer ends, if that is known yet
 */
function endOf(bytes, length, head, bodyStart) {
  const declared = CONTENT_LENGTH.exec(head);
  if (declared) {
    return bodyStart + Number(declared[1]);
  }
  if (!CHUNKED.test(head)) {
    throw new Error('a response without a length');
  }
  // Counts through the chunks, because a body may contain bytes that look like the last chunk.
  let at = bodyStart;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at, 'latin1');
    if (lineEnd === -1 || lineEnd >= length) {
      return undefined;
    }
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (Number.isNaN(size)) {
      throw new TypeError('a chunk without a size');
    }
    at = lineEnd + 2 + size + 2;
    if (size === 0) {
      return at;
    }
  }
}
