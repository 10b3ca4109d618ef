// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** What the last line of `Dockerfile` hands to Node, for whoever starts the service as the image does, wherever they are. */
export function imageArguments() {
  const [, command = ''] = /^CMD (\[.*\])$/m.exec(readFileSync(join(ROOT, 'Dockerfile'), 'utf8')) ?? [];
  /** @type {string[]} */
  const [, ...args] = JSON.parse(command);
  return args.map((argument) => (argument.startsWith('--') ? argument : join(ROOT, argument)));
}
