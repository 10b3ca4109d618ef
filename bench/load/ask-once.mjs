// @ts-check
import { bodyOf } from './body-of.mjs';
import { Connection } from './connection.mjs';

/**
 * @param {{ host: string, port: number }} address
 * @param {string} request
 * @returns {Promise<{ status: number, raw: Buffer, body: string }>} `raw`: the body as it came, chunks and all
 */
export function askOnce(address, request) {
  return new Promise((resolve, reject) => {
    const connection = new Connection(address, reject);
    connection.send(request, (response) => {
      const raw = Buffer.from(response.bytes.subarray(response.bodyStart, response.end));
      const answer = { status: response.status, raw, body: bodyOf(response) };
      connection.close();
      resolve(answer);
    });
  });
}
