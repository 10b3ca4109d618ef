import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/**
 * Writes the CommonJS build of a library from its ES modules, file by file, so that both builds run the same statements. `import()`
 * becomes `require`, which works in Jest without `--experimental-vm-modules`. The declarations are the same.
 */
export function writeCommonjs(esm, cjs) {
  for (const path of filesIn(esm)) {
    const target = join(cjs, relative(esm, path));
    mkdirSync(dirname(target), { recursive: true });
    if (path.endsWith('.js')) {
      writeFileSync(target, commonjsOf(readFileSync(path, 'utf8')));
    } else {
      cpSync(path, target);
    }
  }
}

function commonjsOf(text) {
  return ts.transpile(text, {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2023,
    esModuleInterop: true,
  });
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
