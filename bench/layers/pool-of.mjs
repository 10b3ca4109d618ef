// @ts-check
import pg from 'pg';
import { built } from './built.mjs';

/** @type {typeof import('../../src/database/pool-options.js')} */
const { REQUEST_LIMITS } = await built('src/database/pool-options.js');

/** @param {string} connectionString */
export function poolOptions(connectionString) {
  return { ...REQUEST_LIMITS, connectionString, max: 10 };
}

/** @param {string} url */
export function poolOf(url) {
  return new pg.Pool(poolOptions(url));
}
