import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** How the connection to a database can fail. */
export type Fault = 'refuses' | 'is silent' | 'resets' | 'ends what opens';

const READY_FOR_QUERY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/** PostgreSQL's 57P01, which a connection receives when an administrator terminates it. */
const TERMINATING = errorResponse('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0');

/** A proxy in front of PostgreSQL that can fail like a network or a server, and keeps its port. */
export class Wire {
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #fault: Fault | undefined;

  private constructor(private target: URL) {}

  static async to(databaseUrl: string): Promise<Wire> {
    const wire = new Wire(new URL(databaseUrl));
    await wire.mend();
    return wire;
  }

  /** The URL of the database through this proxy. */
  get url(): string {
    return Object.assign(new URL(this.target), { host: `127.0.0.1:${this.#port}` }).href;
  }

  /** Sends new connections to another server, for a server that restarted at another port. */
  leadTo(databaseUrl: string): void {
    this.target = new URL(databaseUrl);
  }

  /** Applies to existing and new connections. */
  async fail(fault: Fault): Promise<void> {
    this.#fault = fault;
    if (fault === 'refuses') {
      await this.close();
      return;
    }
    for (const socket of this.#sockets) {
      if (fault === 'resets') {
        socket.resetAndDestroy();
      } else if (fault === 'is silent') {
        socket.unpipe().pause();
      }
    }
  }

  /** Applies to new connections. Silent connections stay silent, as after a firewall has dropped their state. */
  async mend(): Promise<void> {
    this.#fault = undefined;
    if (!this.#server) {
      this.#server = createServer((socket) => this.#accept(socket));
      await once(this.#server.listen(this.#port, '127.0.0.1'), 'listening');
      this.#port = (this.#server.address() as AddressInfo).port;
    }
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    const closed = server && once(server.close(), 'close');
    this.#sockets.forEach((socket) => socket.destroy());
    await closed;
  }

  #accept(downstream: Socket): void {
    if (this.#fault === 'resets') {
      downstream.resetAndDestroy();
      return;
    }
    if (this.#fault === 'is silent') {
      this.#keep(downstream, downstream);
      return;
    }
    const upstream = connect(Number(this.target.port || 5432), this.target.hostname);
    this.#keep(downstream, upstream);
    this.#keep(upstream, downstream);
    downstream.pipe(upstream);
    if (this.#fault === 'ends what opens') {
      endWhenReady(downstream, upstream);
    } else {
      upstream.pipe(downstream);
    }
  }

  #keep(socket: Socket, other: Socket): void {
    this.#sockets.add(socket);
    socket
      .on('error', () => other.destroy())
      .on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
  }
}

/** Sends both in one write, so that the client reads them together. */
function endWhenReady(downstream: Socket, upstream: Socket): void {
  upstream.on('data', (answer: Buffer) => {
    if (answer.subarray(-READY_FOR_QUERY.length).equals(READY_FOR_QUERY)) {
      downstream.end(Buffer.concat([answer, TERMINATING]));
    } else {
      downstream.write(answer);
    }
  });
}

/** See "Message Formats" in PostgreSQL's documentation. */
function errorResponse(fields: string): Buffer {
  const head = Buffer.from('E\0\0\0\0');
  head.writeInt32BE(4 + fields.length, 1);
  return Buffer.concat([head, Buffer.from(fields)]);
}
