import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../after/app.module.js';

export const PASSWORD = 'correct horse battery staple';

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

/** An instance of the application, with what its users do first. */
export async function openInstance() {
  const options = { logger: false, abortOnError: false } as const;
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), options);
  await app.init();
  return {
    app,
    register(username: string) {
      const payload = { username, email: `${username.toLowerCase()}@example.com`, password: PASSWORD };
      return app.inject({ method: 'POST', url: '/register', payload });
    },
    signIn: (username: string, scope = '') => postForm('/token', { username, password: PASSWORD, scope }),
    postForm,
    as: (token: string, url: string, method: 'GET' | 'POST' | 'DELETE' = 'GET') =>
      app.inject({ method, url, headers: { authorization: `Bearer ${token}` } }),
  };

  function postForm(url: string, form: Record<string, string>, headers: Record<string, string> = {}) {
    return app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(form).toString(),
    });
  }
}

export type Instance = Awaited<ReturnType<typeof openInstance>>;
