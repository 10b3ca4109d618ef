import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const REVIEWED = 'docs/public-names.txt';

it(`the public names of the libraries equal the reviewed ones in ${REVIEWED}`, () => {
  const printed = execFileSync(process.execPath, [join(ROOT, 'scripts/public-names.mjs')], { encoding: 'utf8' });
  const reviewed = readFileSync(join(ROOT, REVIEWED), 'utf8');
  const [names, known] = [namesByDoor(printed), namesByDoor(reviewed)];
  const changes = [
    ...names.filter((name) => !known.includes(name)).map((name) => `  added    ${name}`),
    ...known.filter((name) => !names.includes(name)).map((name) => `  removed  ${name}`),
  ];
  if (changes.length > 0) {
    throw new Error(
      `The public names have changed:\n${changes.join('\n')}\n` +
        'Export names for applications from `@portcullis/auth`, and names for other libraries and authors of extensions from ' +
        `\`@portcullis/auth/spi\`. Then run: npm run -s names > ${REVIEWED}`,
    );
  }
  expect(printed).toBe(reviewed);
});

/** `@portcullis/auth/spi: TokenController`, … */
function namesByDoor(list: string): string[] {
  let door = '';
  return list.split('\n').flatMap((line) => {
    if (!line.startsWith('  ')) {
      [door = ''] = line.split(' ');
      return [];
    }
    return [`${door}: ${line.trim()}`];
  });
}
