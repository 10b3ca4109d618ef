// @ts-check
import { drizzle } from 'drizzle-orm/node-postgres';
import { built } from './built.mjs';
import { poolOf } from './pool-of.mjs';

/** @type {typeof import('../../libs/database/src/drizzle.js')} */
const { drizzleAdapter } = await built('libs/database/src/drizzle.js');

/** @param {string} url */
export function adapterOf(url) {
  return drizzleAdapter(drizzle({ client: poolOf(url) }));
}
