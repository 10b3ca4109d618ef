import { Agent, type AgentOptions, type IncomingMessage, request, type RequestOptions } from 'node:http';
import { text } from 'node:stream/consumers';

export interface LoadRequest {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface LoadResponse {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Sends requests with Node's own client, because `fetch` takes several times the processor time. */
export class LoadClient {
  readonly #agent: Agent;

  constructor(
    private readonly url: string,
    { keepAlive = true, maxSockets = Infinity }: Pick<AgentOptions, 'keepAlive' | 'maxSockets'> = {},
  ) {
    this.#agent = new Agent({ keepAlive, maxSockets });
  }

  /** @throws Error if the connection breaks before the response is complete */
  send({ method = 'GET', path, headers = {}, body }: LoadRequest): Promise<LoadResponse> {
    const options: RequestOptions = { agent: this.#agent, method, headers };
    return new Promise((resolve, reject) => {
      request(this.url + path, options, (response) => {
        readWhole(response).then(resolve, reject);
      })
        .on('error', reject)
        .end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

async function readWhole(response: IncomingMessage): Promise<LoadResponse> {
  const body = await text(response);
  if (!response.complete) {
    throw Object.assign(new Error('The response was cut off'), { code: 'INCOMPLETE' });
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

export function me(token: string): LoadRequest {
  return { path: '/me', headers: { Authorization: `Bearer ${token}` } };
}

/** @param from the client address that a proxy reports */
export function signIn(username: string, password: string, from?: string): LoadRequest {
  const forwarded: Record<string, string> = from === undefined ? {} : { 'X-Forwarded-For': from };
  return {
    method: 'POST',
    path: '/token',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...forwarded },
    body: new URLSearchParams({ username, password }).toString(),
  };
}

export function register(username: string, password: string): LoadRequest {
  return {
    method: 'POST',
    path: '/register',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username, email: `${username}@example.com`, password }),
  };
}
