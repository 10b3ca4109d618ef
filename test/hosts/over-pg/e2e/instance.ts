import type { AddressInfo } from 'node:net';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../after/app.module.js';

export const PASSWORD = 'correct horse battery staple';

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** An instance of the application that listens. */
export async function openInstance(module: Type = AppModule) {
  const app = await NestFactory.create(module, { logger: false, abortOnError: false });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;

  async function send(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
    const text = await response.text();
    return { status: response.status, body: text ? (JSON.parse(text) as Record<string, unknown>) : {} };
  }
  const post = (path: string, body: unknown) =>
    send(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

  return {
    send,
    post,
    register: (username: string) => post('/register', accountOf(username)),
    login: (username: string, password = PASSWORD) => post('/login', { username, password }),
    refresh: (token: unknown) =>
      send('/token', {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: String(token) }),
      }),
    as: (token: unknown, path: string, method = 'GET') =>
      send(path, { method, headers: { authorization: `Bearer ${String(token)}` } }),
    close: () => app.close(),
  };
}

export type Instance = Awaited<ReturnType<typeof openInstance>>;

export function accountOf(username: string) {
  return { username, email: `${username}@example.com`, password: PASSWORD };
}
