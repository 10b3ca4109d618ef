// @ts-check
import { fileURLToPath } from 'node:url';

const ROOM = /^dist\/(libs\/[^/]+|src)\/(?:src\/)?(?:([^/]+)\/)?/;
const PACKAGE = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/;

/**
 * The room of a function: one of ours, a package, a part of Node, native code, or V8's own entries in parentheses (garbage
 * collector, idle).
 *
 * @param {import('./self-times.mjs').CallFrame} frame
 * @param {string} root of the checkout
 */
export function roomOf({ functionName, url }, root) {
  if (url === '') {
    return functionName.startsWith('(') ? functionName : `native ${functionName}`;
  }
  if (url.startsWith('node:')) {
    return url.replace(/^node:(?:internal\/)?_?([a-z0-9]+).*$/, 'node:$1');
  }
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  const inPackage = PACKAGE.exec(path);
  if (inPackage) {
    return String(inPackage[1]);
  }
  const [, place = path, room] = ROOM.exec(path.replace(root, '')) ?? [];
  return room === undefined ? place : `${place}/${room}`;
}
