import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { MigrationClass } from '../migrations/migration.js';
import { UsageError } from './usage.error.js';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

/**
 * Finds the migrations of all `@portcullis` libraries that an application depends on: each exports a list whose name ends in `Migrations`.
 *
 * @param folder that of the application's package.json
 * @throws UsageError if there is none
 */
export function installedMigrations(folder: string): MigrationClass[] {
  const libraries = [...librariesOf(join(folder, 'package.json'))];
  const found = libraries.flatMap((path) => listsIn(createRequire(path)('.') as Readonly<Record<string, unknown>>));
  if (found.length === 0) {
    throw new UsageError(
      `${join(folder, 'package.json')} depends on no @portcullis library with tables. Run the command in the folder of the application.`,
    );
  }
  return [...new Set(found)];
}

/** The paths of the package.json of each library, also of those that a library depends on. */
function librariesOf(manifestPath: string, known = new Set<string>()): Set<string> {
  const require = createRequire(manifestPath);
  for (const name of Object.keys(manifestOf(manifestPath).dependencies ?? {})) {
    if (name.startsWith('@portcullis/')) {
      const path = require.resolve(`${name}/package.json`);
      if (!known.has(path)) {
        librariesOf(path, known.add(path));
      }
    }
  }
  return known;
}

function manifestOf(path: string): Manifest {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  } catch {
    throw new UsageError(`${path} can't be read. Run the command in the folder of the application.`);
  }
}

function listsIn(exported: Readonly<Record<string, unknown>>): MigrationClass[] {
  return Object.entries(exported).flatMap(([name, value]) =>
    name.endsWith('Migrations') && Array.isArray(value) ? (value as MigrationClass[]) : [],
  );
}
