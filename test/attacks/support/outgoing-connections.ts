import { type AsyncHook, createHook } from 'node:async_hooks';

/** The resources that Node creates for a connection, a DNS look-up or a datagram. */
const OUTGOING = new Set(['TCPCONNECTWRAP', 'PIPECONNECTWRAP', 'GETADDRINFOREQWRAP', 'QUERYWRAP', 'UDPSENDWRAP']);

/**
 * Counts the outgoing connections of this process. Subtract those of the test's own client to get those of the service.
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
