// Makes what is published, `dist-packages/*.tgz`, and looks at it the way those will who install it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { troublesOf } from './pack/check-files.mjs';
import { rangeTroublesOf } from './pack/check-ranges.mjs';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '');
const tarballs = join(root, 'dist-packages');

/** Each after those that it imports. */
const LIBRARIES = ['auth', 'database', 'limits', 'users', 'sessions', 'testing'];

/**
 * Compiles, checks and packs the libraries.
 *
 * @returns {Record<string, string>} the path of each tarball, by the name of its package
 */
export function pack() {
  rmSync(join(root, 'dist-libs'), { recursive: true, force: true });
  rmSync(tarballs, { recursive: true, force: true });
  mkdirSync(tarballs);
  return Object.fromEntries(LIBRARIES.map(packLibrary));
}

function packLibrary(library) {
  const source = join(root, 'libs', library);
  const built = join(root, 'dist-libs', library);
  const manifest = readManifest(source);
  node('typescript/lib/tsc.js', '-p', join(source, 'tsconfig.lib.json'));
  const troubles = [...troublesOf({ folder: built, manifest, root }), ...rangeTroublesOf(manifest, readManifest(root))];
  if (troubles.length > 0) {
    throw new Error(troubles.join('\n'));
  }
  const { filename, size, unpackedSize, entryCount } = npmPack(source, built);
  const tarball = join(tarballs, filename);
  node('publint/src/cli.js', 'run', tarball, '--strict');
  // CommonJS hosts load ES modules by `require` on every Node that is supported.
  node('@arethetypeswrong/cli/dist/index.js', tarball, '--profile', 'esm-only', '--format', 'ascii');
  process.stdout.write(`${filename}: ${kB(size)} packed, ${kB(unpackedSize)} unpacked, ${entryCount} files\n`);
  return [manifest.name, tarball];
}

/** In a folder of its own: a second package.json of one name in the checkout would confuse those who search it. */
function npmPack(source, built) {
  const stage = mkdtempSync(join(tmpdir(), 'portcullis-pack-'));
  try {
    for (const file of ['package.json', 'README.md']) {
      cpSync(join(source, file), join(stage, file));
    }
    cpSync(join(root, 'LICENSE'), join(stage, 'LICENSE'));
    cpSync(built, join(stage, 'dist'), { recursive: true });
    const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', tarballs];
    const { status, stdout } = spawnSync('npm', args, { cwd: stage, stdio: ['ignore', 'pipe', 'inherit'] });
    if (status !== 0) {
      throw new Error(`npm pack failed for ${source}`);
    }
    return Object.values(JSON.parse(stdout))[0];
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** Runs a tool of the checkout. What it says is shown only where it is not content. */
function node(tool, ...args) {
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'node_modules', tool), ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) {
    throw new Error(`${tool} ${args.join(' ')}\n${stdout}`);
  }
}

function kB(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    pack();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
