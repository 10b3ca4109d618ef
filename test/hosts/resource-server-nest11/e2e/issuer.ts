import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';

const PASSWORD = 'correct horse battery staple';

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

/** The host `reference`, installed beside this one, as a process of its own: it issues the tokens. */
export async function startIssuer() {
  // The issuer is part of what it is told at the start, and so is its port.
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { ...process.env, PORT: String(port), AUTH_ISSUER: url, AUTH_KEY_LEAD: '2' };
  const script = join(process.env.ISSUER_FOLDER ?? '', 'dist', 'e2e', 'serve.js');
  const child = fork(script, { env });
  const exited = once(child, 'exit');
  await Promise.race([once(child, 'message'), exited.then(() => Promise.reject(new Error('The issuer has ended')))]);
  return {
    url,
    register: async (username: string) => {
      const body = JSON.stringify({ username, email: `${username}@example.com`, password: PASSWORD });
      const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body };
      const answer = await fetch(`${url}/register`, init);
      return (await answer.json()) as { readonly id: number };
    },
    signIn: (username: string, scope = '') => tokensBy({ username, password: PASSWORD, scope }),
    refresh: ({ refresh_token }: Tokens) => tokensBy({ grant_type: 'refresh_token', refresh_token }),
    publishNextKey: () => void child.send('publish the next key'),
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };

  async function tokensBy(form: Record<string, string>): Promise<Tokens> {
    const answer = await fetch(`${url}/token`, { method: 'POST', body: new URLSearchParams(form) });
    if (!answer.ok) {
      throw new Error(await answer.text());
    }
    return (await answer.json()) as Tokens;
  }
}

export type Issuer = Awaited<ReturnType<typeof startIssuer>>;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
