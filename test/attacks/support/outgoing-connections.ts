import { type AsyncHook, createHook } from 'node:async_hooks';

/** What Node creates when a connection is opened, a name is looked up, or a datagram is sent, whoever asks for it. */
const OUTGOING = new Set(['TCPCONNECTWRAP', 'PIPECONNECTWRAP', 'GETADDRINFOREQWRAP', 'QUERYWRAP', 'UDPSENDWRAP']);

/**
 * Counts how often this process reaches out. The test's client lives in it too: what remains, once its own connections are
 * taken off, is the service's.
 */
export class OutgoingConnections {
  #count = 0;
  readonly #hook: AsyncHook = createHook({
    init: (_id, type) => {
      if (OUTGOING.has(type)) {
        this.#count += 1;
      }
    },
  }).enable();

  get count(): number {
    return this.#count;
  }

  stop(): void {
    this.#hook.disable();
  }
}
