import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/**
 * A request in flight: the service has its headers, which the `100 Continue` proves, and waits for the body.
 */
export class HeldRequest {
  #received = '';
  readonly #ended: Promise<unknown>;

  private constructor(
    private readonly socket: Socket,
    private readonly body: string,
  ) {
    socket.setEncoding('utf8').on('data', (chunk: string) => (this.#received += chunk));
    this.#ended = once(socket, 'end');
  }

  static async open(url: string, path: string, form: URLSearchParams): Promise<HeldRequest> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const held = new HeldRequest(socket, form.toString());
    await once(socket, 'connect');
    const headers = [
      `POST ${path} HTTP/1.1`,
      `Host: ${hostname}:${port}`,
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${held.body.length}`,
      'Expect: 100-continue',
    ];
    socket.write(`${headers.join('\r\n')}\r\n\r\n`);
    await once(socket, 'data');
    return held;
  }

  sendRest(): void {
    this.socket.write(this.body);
  }

  /** The complete response. Requires that the connection was closed and not reset. */
  async answer(): Promise<{ status: number; body: unknown }> {
    await this.#ended;
    const answer = this.#received.replace('HTTP/1.1 100 Continue\r\n\r\n', '');
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    return { status: Number(head.split(' ')[1]), body: JSON.parse(body) };
  }
}
