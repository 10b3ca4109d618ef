// @ts-check
import { built } from './built.mjs';
import { poolOf } from './pool-of.mjs';

/** @type {typeof import('../../libs/database/src/index.js')} */
const { pgAdapter } = await built('libs/database/src/index.js');

/** @param {string} url */
export function adapterOf(url) {
  return pgAdapter(poolOf(url));
}
