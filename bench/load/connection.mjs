// @ts-check
import { connect } from 'node:net';
import { ResponseReader } from './response-reader.mjs';

const READ_BUFFER_BYTES = 16 * 1024;

/** @typedef {import('./response-reader.mjs').Response} Response */

/**
 * Called once if a connection ends other than by `close`, with whether a response was pending.
 *
 * @typedef {(error: Error, wasAwaited: boolean) => void} OnBroken
 */

/** A keep-alive connection with one request in flight at a time, and as little work for each as Node allows. */
export class Connection {
  #reader = new ResponseReader();
  /** @type {((response: Response) => void) | undefined} */
  #onResponse;
  /** @type {OnBroken} */
  #onBroken;
  #socket;

  /**
   * @param {{ host: string, port: number }} address
   * @param {OnBroken} onBroken
   */
  constructor({ host, port }, onBroken) {
    this.#onBroken = onBroken;
    const buffer = Buffer.allocUnsafe(READ_BUFFER_BYTES);
    this.#socket = connect({
      host,
      port,
      noDelay: true,
      // One buffer for all data, instead of a new one for each chunk.
      onread: { buffer, callback: (length) => this.#read(length, buffer) },
    });
    this.#socket.on('error', (error) => this.#break(error));
    this.#socket.on('close', () => this.#break(new Error('the connection was closed')));
  }

  /** @returns {Promise<void>} */
  get opened() {
    return new Promise((resolve, reject) => {
      this.#socket.once('connect', resolve).once('error', reject);
    });
  }

  get isOpen() {
    return this.#socket.readyState === 'open';
  }

  /**
   * @param {string} request in Latin-1
   * @param {(response: Response) => void} onResponse called in the same turn as the last of it arrives
   */
  send(request, onResponse) {
    this.#onResponse = onResponse;
    this.#socket.write(request, 'latin1');
  }

  close() {
    this.#onBroken = () => undefined;
    this.#socket.destroy();
  }

  /**
   * @param {number} length
   * @param {Buffer} buffer
   */
  #read(length, buffer) {
    try {
      const response = this.#reader.push(buffer, length);
      if (response) {
        const onResponse = this.#onResponse;
        this.#onResponse = undefined;
        if (!onResponse) {
          throw new Error('a response without a request');
        }
        onResponse(response);
      }
    } catch (error) {
      this.#break(error instanceof Error ? error : new Error(String(error)));
    }
    return true;
  }

  /** @param {Error} error */
  #break(error) {
    const onBroken = this.#onBroken;
    this.close();
    onBroken(error, this.#onResponse !== undefined);
  }
}
