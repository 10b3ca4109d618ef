import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCRIPT = fileURLToPath(new URL('../../scripts/hosts/check-quotations.mjs', import.meta.url));

const PAGES = [
  'docs/accounts.md',
  'docs/data-layers.md',
  'docs/embedding.md',
  'docs/extending.md',
  'docs/own-sign-in.md',
  'docs/testing.md',
];

const READMES = readdirSync(join(ROOT, 'libs')).map((library) => `libs/${library}/README.md`);

/** Runs the script in a process, as Jest compiles no `.mjs`. */
function misquotationsIn(page: string): unknown {
  const code = `
    const { misquotations } = await import(${JSON.stringify(SCRIPT)});
    console.log(JSON.stringify(misquotations(${JSON.stringify(ROOT)}, ${JSON.stringify(page)})));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' }));
}

describe('quoted code', () => {
  it.each([...PAGES, ...READMES])('in %s equals the tested code', (page) => {
    expect(misquotationsIn(page)).toEqual([]);
  });

  it.each(READMES)('is the first example of %s', (page) => {
    const text = readFileSync(join(ROOT, page), 'utf8');
    expect(text.slice(0, text.indexOf('```ts'))).toMatch(/<!-- test\/documents\/readmes\/\S+ -->\n\n$/);
  });
});
