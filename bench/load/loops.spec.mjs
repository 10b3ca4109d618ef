// @ts-check
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { closedLoop } from './closed-loop.mjs';
import { knownAnswersClient } from './known-answers.client.mjs';
import { openLoop } from './open-loop.mjs';
import { getRequest } from './request.mjs';

/** @type {import('node:http').Server | undefined} */
let server;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

describe('the load generator', () => {
  it('counts right responses, and wrong ones by reason', async () => {
    let count = 0;
    const address = await serve((_request, response) => {
      count++;
      response.statusCode = count === 3 ? 500 : 200;
      const body = count === 5 ? '{"id":1,"x":2}' : '{"id":1}';
      slowly(count, () => response.end(body));
    });
    const result = await closedLoop({ address, connections: 2, seconds: 2 }, await meClient(address));
    expect(Object.keys(result.byStatus).toSorted()).toEqual(['200', '500']);
    expect(result.wrong).toEqual({
      'status 500': 1,
      'another body than before, such as {"id":1,"x":2}': 1,
    });
    expect(result.unanswered).toBe(0);
  });

  it('refuses to learn the response of another user', async () => {
    const address = await serve((_request, response) => response.end('{"id":2}'));
    await expect(meClient(address)).rejects.toThrow('Not the response');
  });

  it('counts responses that are lost with their connection', async () => {
    let count = 0;
    const address = await serve((request, response) =>
      ++count > 1 ? slowly(count, () => request.destroy()) : response.end('{"id":1}'),
    );
    const { wrong, unanswered } = await closedLoop({ address, connections: 1, seconds: 1 }, await meClient(address));
    expect(Object.keys(wrong)).toEqual([expect.stringMatching(/^connection: /)]);
    expect(unanswered).toBe(0);
  });

  it('counts a stall for every request that was due meanwhile', async () => {
    let count = 0;
    /** @type {(() => void)[]} */
    const held = [];
    // The client learns the first response. The next ten are sent together, when the last of the requests has arrived, which was
    // due 90 ms after the first.
    const address = await serve((_request, response) => {
      count++;
      const answer = () => response.end('{"id":1}');
      if (count === 1 || count > 11) {
        answer();
      } else {
        held.push(answer);
        if (count === 11) {
          held.forEach((release) => release());
        }
      }
    });
    const result = await openLoop({ address, perSecond: 100, seconds: 0.2 }, await meClient(address));
    const { count: answered, max } = /** @type {any} */ (result.byStatus[200]);
    expect(answered).toBe(20);
    expect(max).toBeGreaterThanOrEqual(89);
  });
});

/**
 * Responds to the first few at once and to later ones slowly, so that a long run does not keep the machine busy.
 *
 * @param {number} count
 * @param {() => void} answer
 */
function slowly(count, answer) {
  setTimeout(answer, count > 10 ? 50 : 0);
}

/** @param {import('node:http').RequestListener} listener */
async function serve(listener) {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { host: '127.0.0.1', port };
}

/** @param {{ host: string, port: number }} address */
function meClient(address) {
  const targets = [{ request: getRequest('/me'), path: ['id'], value: 1 }];
  return knownAnswersClient({ kind: 'known-answers', targets }, address);
}
