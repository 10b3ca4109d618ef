// @ts-check
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DIST } from '../setup/paths.mjs';

/**
 * Imports a module of the compiled service. A variable instead of a literal, because types are checked before the build.
 *
 * @param {string} path
 */
export function built(path) {
  return import(pathToFileURL(join(DIST, path)).href);
}
