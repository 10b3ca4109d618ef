import { expect } from '@jest/globals';

/** A complete response. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body if it is JSON, otherwise empty. */
  readonly body: Record<string, unknown>;
}

export interface Registration {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

const SECRET_MEMBER = /hash|secret|password/i;
const SECRET_VALUE = /\$2[aby]\$|\$bcrypt-sha256\$/;

/** Sends requests over real HTTP, and searches every response for secrets. */
export class Client {
  constructor(readonly url: string) {}

  async send(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(this.url + path, { redirect: 'manual', ...init });
    const text = await response.text();
    const isJson = text !== '' && /[/+]json/.test(response.headers.get('content-type') ?? '');
    const body = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
    if (path !== '/openapi.json') {
      expectNoSecrets(body);
    }
    return { status: response.status, headers: response.headers, text, body };
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send(path, { headers });
  }

  postJson(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  postForm(path: string, form: string | Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    const body = new URLSearchParams(form).toString();
    return this.send(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
      body,
    });
  }

  register(registration: Registration): Promise<Answer> {
    return this.postJson('/register', registration);
  }

  signIn(username: string, password: string): Promise<Answer> {
    return this.postForm('/token', { username, password });
  }

  me(token: string): Promise<Answer> {
    return this.get('/me', { Authorization: `Bearer ${token}` });
  }

  /** Registers a user and signs in. */
  async newcomer(
    name: string,
    password = 'an unlikely passphrase',
  ): Promise<{ token: string; username: string; password: string }> {
    const registered = await this.register({ username: name, email: `${name}@example.com`, password });
    expect(registered.status).toBe(201);
    const signedIn = await this.signIn(name, password);
    expect(signedIn.status).toBe(200);
    return { token: signedIn.body.access_token as string, username: name, password };
  }
}

/** ASVS 15.3.1: no response contains a hash or a secret, under any name and at any depth. */
export function expectNoSecrets(value: unknown): void {
  // One expectation for each response, because an expectation creates a hundred matchers and there are many responses.
  expect([...secretsIn(value)]).toEqual([]);
}

function* secretsIn(value: unknown): Generator<string> {
  if (typeof value === 'string' && SECRET_VALUE.test(value)) {
    yield value;
  }
  if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      if (SECRET_MEMBER.test(name)) {
        yield name;
      }
      yield* secretsIn(member);
    }
  }
}
