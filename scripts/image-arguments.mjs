// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** The arguments that the last line of `Dockerfile` passes to Node, with absolute paths. */
export function imageArguments() {
  const [, command = ''] = /^CMD (\[.*\])$/m.exec(readFileSync(join(ROOT, 'Dockerfile'), 'utf8')) ?? [];
  /** @type {string[]} */
  const [, ...args] = JSON.parse(command);
  return args.map((argument) => (argument.startsWith('--') ? argument : join(ROOT, argument)));
}
