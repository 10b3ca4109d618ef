// @ts-check
import { join } from 'node:path';
import { getRequest } from './load/request.mjs';
import { pythonOfFastApi, startFastApi } from './servers/fastapi.mjs';
import { startNodeApp } from './servers/node-app.mjs';
import { keyPairSettings, SECRET, startService } from './servers/service.mjs';
import { hs256 } from './setup/hs256.mjs';
import { BENCH, DIST } from './setup/paths.mjs';
import { chooseUsers, insertUsers } from './setup/users.mjs';
import { createDatabase, query } from './setup/postgres.mjs';
import { signedIn } from './setup/signed-in.mjs';

/** @typedef {import('./stage.mjs').Stage} Stage */

/**
 * A server that responds to `GET /me` or to its equivalent, and the client of that name.
 *
 * @typedef {object} Contestant
 * @property {string} name also of the client
 * @property {string} title
 * @property {import('./process/child.mjs').Child} child
 */

/**
 * @typedef {'bareFastify' | 'nest' | 'service' | 'serviceWithLog' | 'eddsa' | 'es256' | 'million' | 'nestDocs' | 'betterAuth'
 *   | 'fastApi' | 'overTypeOrm' | 'overPg' | 'overDrizzle' | 'overPrisma' | 'overPrismaWithPool'} ContestantName
 */

export const TOKENS = 1_000;

/**
 * Starts each contestant and prepares its requests. `null` if it is not available here.
 *
 * @type {Readonly<Record<ContestantName, (stage: Stage) => Promise<Contestant | null>>>}
 */
export const CONTESTANTS = {
  bareFastify: async (stage) => {
    const script = join(BENCH, 'floors', 'bare-fastify.mjs');
    const child = await startNodeApp({ script, readyPath: '/me', folder: stage.folder, name: 'bare-fastify' });
    return enter(stage, 'bareFastify', 'bare Fastify, doing nothing', child, [bearerRequest('/me', stage.users[0])]);
  },

  nest: async (stage) => {
    const script = join(DIST, 'bench', 'floors', 'nest.js');
    const child = await startNodeApp({ script, readyPath: '/me', folder: stage.folder, name: 'nest' });
    return enter(stage, 'nest', 'Nest + Fastify, doing nothing', child, [bearerRequest('/me', stage.users[0])]);
  },

  service: async (stage) => enter(stage, 'service', 'Portcullis, HS256', stage.service, meTargets(stage.users)),

  serviceWithLog: async (stage) => {
    const child = await startService({ ...stage, name: 'service-log', env: { LOG_LEVEL: 'info' } });
    return enter(stage, 'serviceWithLog', 'Portcullis, HS256, a log line each', child, meTargets(stage.users));
  },

  eddsa: (stage) => serviceWithKeyPair(stage, 'EdDSA'),

  es256: (stage) => serviceWithKeyPair(stage, 'ES256'),

  million: async (stage) => {
    const databaseUrl = await createDatabase(stage.databaseUrl, 'million');
    const child = await startService({ folder: stage.folder, databaseUrl, name: 'million' });
    await insertUsers(databaseUrl, 1_000_000);
    const users = await signedIn({ databaseUrl, folder: stage.folder }, await chooseUsers(databaseUrl, TOKENS));
    await query(databaseUrl, 'VACUUM ANALYZE');
    return enter(stage, 'million', 'Portcullis, HS256, 1,000,000 users', child, meTargets(users));
  },

  nestDocs: async (stage) => {
    const child = await startNodeApp({
      script: join(DIST, 'bench', 'peers', 'nest-docs', 'main.js'),
      readyPath: '/me',
      folder: stage.folder,
      name: 'nest-docs',
      env: { DATABASE_URL: stage.databaseUrl, JWT_SECRET: SECRET },
    });
    const users = stage.users.map((user) => ({
      ...user,
      accessToken: hs256({ sub: user.id, username: user.username }, SECRET),
    }));
    return enter(stage, 'nestDocs', "Nest's documentation", child, meTargets(users));
  },

  betterAuth: async (stage) => {
    const child = await startNodeApp({
      script: join(BENCH, 'peers', 'better-auth.mjs'),
      readyPath: '/ready',
      folder: stage.folder,
      name: 'better-auth',
      env: { DATABASE_URL: await createDatabase(stage.databaseUrl, 'better_auth'), BETTER_AUTH_SECRET: SECRET },
    });
    const response = await fetch(`${child.url}/tokens`);
    if (!response.ok) {
      throw new Error(`Better Auth has issued no tokens: ${await response.text()}`);
    }
    /** @type {{ id: string, token: string }[]} */
    const sessions = /** @type {any} */ (await response.json());
    const targets = sessions.map(({ id, token }) => ({
      request: getRequest('/api/auth/get-session', { Authorization: `Bearer ${token}` }),
      path: ['user', 'id'],
      value: id,
    }));
    return enter(stage, 'betterAuth', 'Better Auth, get-session', child, targets);
  },

  fastApi: async (stage) => {
    const python = pythonOfFastApi();
    if (!python) {
      stage.notes.push('The FastAPI design was left out, because its Python packages are not installed.');
      return null;
    }
    const child = await startFastApi({ ...stage, python, secret: SECRET });
    const users = stage.users.map((user) => ({ ...user, accessToken: hs256({ sub: user.username }, SECRET) }));
    return enter(stage, 'fastApi', 'the FastAPI design, uvicorn', child, meTargets(users));
  },

  overTypeOrm: (stage) => serviceOver(stage, 'overTypeOrm', 'typeorm', 'TypeORM'),

  overPg: (stage) => serviceOver(stage, 'overPg', 'pg', '`pg`'),

  overDrizzle: (stage) => serviceOver(stage, 'overDrizzle', 'drizzle', 'Drizzle'),

  overPrisma: (stage) => serviceOver(stage, 'overPrisma', 'prisma', 'Prisma'),

  overPrismaWithPool: (stage) => serviceOver(stage, 'overPrismaWithPool', 'prisma-with-pool', 'Prisma with its pool'),
};

/**
 * @param {Stage} stage
 * @param {string} name
 * @param {string} layer a file of `layers`
 * @param {string} title
 */
async function serviceOver(stage, name, layer, title) {
  const script = join(BENCH, 'layers', 'main.mjs');
  const child = await startService({ ...stage, name, script, env: { LAYER: layer } });
  return enter(stage, name, `Portcullis over ${title}, not bundled`, child, meTargets(stage.users));
}

/**
 * @param {Stage} stage
 * @param {'EdDSA' | 'ES256'} algorithm
 */
async function serviceWithKeyPair(stage, algorithm) {
  const env = await keyPairSettings(algorithm, stage.folder);
  const child = await startService({ ...stage, name: algorithm, env });
  const users = await signedIn({ ...stage, env }, stage.users);
  return enter(stage, algorithm, `Portcullis, ${algorithm}`, child, meTargets(users));
}

/**
 * @param {Stage} stage
 * @param {string} name
 * @param {string} title
 * @param {import('./process/child.mjs').Child} child
 * @param {import('./load/known-answers.client.mjs').KnownAnswers['targets']} targets
 * @returns {Promise<Contestant>}
 */
async function enter(stage, name, title, child, targets) {
  await stage.load.prepare(name, child.address, { kind: 'known-answers', targets });
  return { name, title, child };
}

/** @param {readonly { id: number, accessToken: string }[]} users */
function meTargets(users) {
  return users.map((user) => ({ ...bearerRequest('/me', user), value: user.id }));
}

/**
 * @param {string} path
 * @param {{ accessToken: string } | undefined} user
 */
function bearerRequest(path, user) {
  const request = getRequest(path, { Authorization: `Bearer ${user?.accessToken}` });
  return { request, path: ['id'], value: /** @type {unknown} */ (1) };
}
