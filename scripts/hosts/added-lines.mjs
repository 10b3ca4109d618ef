import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Counts the lines that add Portcullis to a host: those of `after` that `before` does not have. A host may have neither. */
export function addedLines(host) {
  if (!existsSync(join(host, 'after'))) {
    return 'no application without Portcullis to compare it with';
  }
  const files = diff(host)
    .split(/^diff .*\n/m)
    .slice(1)
    .map((file) => ({ name: /^\+\+\+ .*\/(.+)$/m.exec(file)?.[1], code: codeIn(file) }));
  const total = files.reduce((sum, { code }) => sum + code, 0);
  return `${total} lines of code added, without imports: ${files.map(({ name, code }) => `${code} in ${name}`).join(', ')}`;
}

function codeIn(file) {
  const added = [...file.matchAll(/^\+(?!\+\+ )(.*)$/gm)].map(([, line]) => line).join('\n');
  const code = added.replaceAll(/^import [^;]*;$/gm, '');
  return code.split('\n').filter((line) => line.trim() !== '').length;
}

function diff(host) {
  const args = ['diff', '--no-index', '--no-renames', '--no-color', '--unified=0', 'before', 'after'];
  return spawnSync('git', args, { cwd: host, encoding: 'utf8' }).stdout;
}
