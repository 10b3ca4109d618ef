import type { AddressInfo } from 'node:net';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { configure } from '../host/configure';
import { UserStore } from '../host/user.store';

export const PASSWORD = 'correct horse battery staple';

/** Of `PASSWORD`, by bcrypt at its lowest cost. */
const HASH = '$2b$04$jxLbCgfm/pTj9NMNb.xpkeQX/2RpK7kj1haPc0271SzMmpPD0TXGO';

/** The application before or after, listening, with three users in its store. */
export async function openShop(module: Type) {
  const app = await NestFactory.create<NestExpressApplication>(module, { logger: false, abortOnError: false });
  configure(app);
  const users = app.get(UserStore, { strict: false });
  users.add({ key: 'u-alice', mail: 'alice@shop.example', secretHash: HASH, groups: ['clerk'], blocked: false });
  users.add({ key: 'u-carol', mail: 'carol@shop.example', secretHash: HASH, groups: [], blocked: false });
  users.add({ key: 'u-gone', mail: 'gone@shop.example', secretHash: HASH, groups: ['clerk'], blocked: true });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const call = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
  return { app, users, call };
}

export type Shop = Awaited<ReturnType<typeof openShop>>;
