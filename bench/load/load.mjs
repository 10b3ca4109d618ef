// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('main.mjs', import.meta.url));

/** @typedef {import('./tally.mjs').LoadResult & { unanswered: number }} LoadResult */
/** @typedef {{ host: string, port: number }} Address */

/** The load generator: one process for the whole run, so that it is equally warm for all measurements. */
export class Load {
  #child;
  #count = 0;
  /** @type {Map<number, (answer: { result?: any, error?: string }) => void>} */
  #awaited = new Map();

  /** @param {import('node:child_process').ChildProcess} child */
  constructor(child) {
    this.#child = child;
    child.on('message', (message) => {
      const { id, ...answer } = /** @type {{ id: number, result?: any, error?: string }} */ (message);
      this.#awaited.get(id)?.(answer);
      this.#awaited.delete(id);
    });
    child.on('exit', () => {
      this.#awaited.forEach((settle) => settle({ error: 'The load generator has ended' }));
    });
  }

  static async start() {
    const child = fork(MAIN, { env: { ...process.env, NODE_ENV: 'production' }, serialization: 'advanced' });
    const [first] = await once(child, 'message');
    return Object.assign(new Load(child), { hasPriority: first.result.hasPriority });
  }

  /**
   * @param {string} client a name for it
   * @param {Address} address
   * @param {import('./client.js').ClientDescription} description
   * @returns {Promise<void>}
   */
  prepare(client, address, description) {
    return this.#order('prepare', { client, address, description });
  }

  /**
   * @param {{ client: string, address: Address, connections: number, seconds: number, warmUpSeconds?: number }} order
   * @returns {Promise<LoadResult>}
   */
  closed(order) {
    return this.#order('closed', order);
  }

  /**
   * @param {{ client: string, address: Address, perSecond: number, seconds: number, warmUpSeconds?: number }} order
   * @returns {Promise<LoadResult & { lateness: ReturnType<import('./latencies.mjs').Latencies['summary']> }>}
   */
  open(order) {
    return this.#order('open', order);
  }

  async stop() {
    const exited = once(this.#child, 'exit');
    this.#child.disconnect();
    await exited;
  }

  /**
   * @param {string} kind
   * @param {object} order
   * @returns {Promise<any>}
   */
  async #order(kind, order) {
    const id = ++this.#count;
    const { result, error } = await new Promise((resolve) => {
      this.#awaited.set(id, resolve);
      this.#child.send({ id, kind, order });
    });
    if (error !== undefined) {
      throw new Error(error);
    }
    return result;
  }
}
