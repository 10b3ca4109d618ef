import { type AsyncHook, createHook } from 'node:async_hooks';

/** The resources that Node creates for a connection, a DNS look-up or a datagram. */
const OUTGOING = new Set(['TCPCONNECTWRAP', 'PIPECONNECTWRAP', 'GETADDRINFOREQWRAP', 'QUERYWRAP', 'UDPSENDWRAP']);

/** What Node asks for by it. Node sets the members after it has created the resource. */
interface Request {
  readonly port?: number;
  readonly hostname?: string;
}

/**
 * Counts the outgoing connections of this process, other than those to the database, which the service opens at any time. Subtract
 * those of the test's own client to get those of the service.
 */
export class OutgoingConnections {
  readonly #requests: Request[] = [];
  readonly #database: URL;
  readonly #hook: AsyncHook = createHook({
    init: (_id, type, _trigger, resource) => {
      if (OUTGOING.has(type)) {
        this.#requests.push(resource);
      }
    },
  }).enable();

  constructor(databaseUrl: string) {
    this.#database = new URL(databaseUrl);
  }

  get count(): number {
    const { hostname, port } = this.#database;
    return this.#requests.filter((request) => request.port !== Number(port || 5432) && request.hostname !== hostname)
      .length;
  }

  stop(): void {
    this.#hook.disable();
  }
}
