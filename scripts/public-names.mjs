// `npm run names` prints the public names of each library by entry point. `docs/public-names.txt` is its last output.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const LIBRARIES = fileURLToPath(new URL('../libs', import.meta.url));

/** @returns {string} a heading with the number of names for each entry point, and the names below it */
export function publicNames() {
  return readdirSync(LIBRARIES).toSorted().flatMap(entryPointsOf).map(sectionOf).join('\n');
}

function entryPointsOf(library) {
  const folder = join(LIBRARIES, library);
  const { name, exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.entries(exports).map(([door, source]) => ({
    specifier: join(name, door),
    source: join(folder, source),
  }));
}

function sectionOf({ specifier, source }) {
  const names = namesIn(source).toSorted();
  return `${specifier} (${names.length})\n${names.map((name) => `  ${name}\n`).join('')}`;
}

/** @throws Error if the entry point has an export other than `export { … } from '…'` */
function namesIn(source) {
  const file = ts.createSourceFile(source, readFileSync(source, 'utf8'), ts.ScriptTarget.Latest);
  return file.statements.filter(isExport).flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause || !ts.isNamedExports(statement.exportClause)) {
      throw new Error(`${source} must export by name: write export { … } from '…'.`);
    }
    return statement.exportClause.elements.map(({ name }) => name.text);
  });
}

function isExport(statement) {
  return (
    ts.isExportDeclaration(statement) ||
    ts.isExportAssignment(statement) ||
    statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(publicNames());
}
