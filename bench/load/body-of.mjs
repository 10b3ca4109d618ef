// @ts-check

/**
 * The body as text, without chunked transfer coding.
 *
 * @param {import('./response-reader.mjs').Response} response
 */
export function bodyOf({ bytes, start, bodyStart, end }) {
  const isChunked = /\r\ntransfer-encoding: *chunked/i.test(bytes.toString('latin1', start, bodyStart));
  if (!isChunked) {
    return bytes.toString('utf8', bodyStart, end);
  }
  const parts = [];
  let at = bodyStart;
  while (at < end) {
    const lineEnd = bytes.indexOf('\r\n', at, 'latin1');
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(parts).toString();
}
