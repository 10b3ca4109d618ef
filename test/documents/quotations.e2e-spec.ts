import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCRIPT = fileURLToPath(new URL('../../scripts/hosts/check-quotations.mjs', import.meta.url));

/** Runs the script in a process, as Jest compiles no `.mjs`. */
function misquotationsIn(page: string): unknown {
  const code = `
    const { misquotations } = await import(${JSON.stringify(SCRIPT)});
    console.log(JSON.stringify(misquotations(${JSON.stringify(ROOT)}, ${JSON.stringify(page)})));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' }));
}

describe('quoted code', () => {
  it.each(['docs/extending.md', 'docs/embedding.md', 'docs/own-sign-in.md'])('in %s equals the tested code', (page) => {
    expect(misquotationsIn(page)).toEqual([]);
  });
});
