import { type Agent, type ClientRequest, request } from 'node:http';

/** A request that the client can abort. */
export interface AbortableRequest {
  /** The status of the response; `null` if either side has closed the connection before it. */
  readonly status: Promise<number | null>;
  abort(): void;
}

/**
 * Posts a form or JSON from an address of the loopback network.
 *
 * @param from an address of 127.0.0.0/8, all of which are this machine
 * @param agent `false` for a new connection
 */
export function postFrom(
  url: string,
  from: string,
  body: URLSearchParams | object,
  agent: Agent | false = false,
): AbortableRequest {
  const isForm = body instanceof URLSearchParams;
  const client: ClientRequest = request(url, {
    method: 'POST',
    localAddress: from,
    agent,
    headers: { 'Content-Type': isForm ? 'application/x-www-form-urlencoded' : 'application/json' },
  });
  const status = new Promise<number | null>((resolve) => {
    client.on('error', () => resolve(null));
    client.on('response', (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? null));
    });
  });
  client.end(isForm ? body.toString() : JSON.stringify(body));
  return { status, abort: () => void client.destroy() };
}
