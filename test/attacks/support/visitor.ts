import { type Agent, type ClientRequest, request } from 'node:http';

/** Somebody with an address of their own, who can hang up. */
export interface Visit {
  /** The answer's status; `null` for one who has hung up, or was hung up on. */
  readonly status: Promise<number | null>;
  hangUp(): void;
}

/**
 * Posts a form or JSON from an address of the loopback network.
 *
 * @param from an address of 127.0.0.0/8, all of which are this machine
 * @param agent `false` for a connection of its own
 */
export function visit(url: string, from: string, body: URLSearchParams | object, agent: Agent | false = false): Visit {
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
  return { status, hangUp: () => void client.destroy() };
}
