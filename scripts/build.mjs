import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'dist', '.built');
const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
const bundle = join(root, 'scripts', 'bundle.mjs');
const inputs = [
  'src',
  'libs',
  'tools',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
  'scripts/bundle.mjs',
  'package-lock.json',
];

/** Compiles the service to `dist`, and bundles the programs of production. */
export function build() {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  run(nest, 'build');
  run(bundle);
  writeFileSync(stamp, '');
}

/** @param {string} script @param {string[]} args */
function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}

/** Builds if a source is newer than the last build. Does nothing in an install without dev dependencies. */
export function buildIfStale() {
  if (existsSync(nest) && isStale()) {
    process.stderr.write('Compiling …\n');
    build();
  }
}

function isStale() {
  return !existsSync(stamp) || newest(inputs.map((input) => join(root, input))) > statSync(stamp).mtimeMs;
}

function newest(paths) {
  return paths.reduce((latest, path) => {
    const stats = statSync(path);
    const below = stats.isDirectory() ? newest(readdirSync(path).map((name) => join(path, name))) : 0;
    return Math.max(latest, stats.mtimeMs, below);
  }, 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  build();
}
