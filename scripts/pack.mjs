// Makes the published packages, `dist-packages/*.tgz`, and checks them as an application would install them.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { problemsOf } from './pack/check-files.mjs';
import { rangeProblemsOf } from './pack/check-ranges.mjs';
import { writeCommonjs } from './pack/commonjs.mjs';
import { BUILDS, buildManifest, publishedManifest } from './pack/published-manifest.mjs';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '');
const tarballs = join(root, 'dist-packages');
const { repository } = readManifest(root);

/** Each after its dependencies. */
const LIBRARIES = [
  'auth',
  'database',
  'keys',
  'limits',
  'one-time-secrets',
  'accounts',
  'users',
  'sessions',
  'testing',
];

/**
 * Compiles, checks and packs the libraries.
 *
 * @returns {Record<string, string>} the path of each tarball by package name
 */
export function pack() {
  rmSync(join(root, 'dist-libs'), { recursive: true, force: true });
  rmSync(tarballs, { recursive: true, force: true });
  mkdirSync(tarballs);
  return Object.fromEntries(LIBRARIES.map(packLibrary));
}

/**
 * Finds the packages of the last {@link pack}.
 *
 * @returns {Record<string, string>} the path of each tarball by package name
 * @throws Error if one is missing
 */
export function packed() {
  const { version } = readManifest(root);
  const files = LIBRARIES.map((library) => [
    `@portcullis/${library}`,
    join(tarballs, `portcullis-${library}-${version}.tgz`),
  ]);
  const missing = files.filter(([, file]) => !existsSync(file));
  if (missing.length > 0) {
    throw new Error(`Run npm run pack first: there is no ${missing.map(([, file]) => file).join(', ')}`);
  }
  return Object.fromEntries(files);
}

function packLibrary(library) {
  const source = join(root, 'libs', library);
  const built = join(root, 'dist-libs', library);
  const [esm, cjs] = BUILDS.map(({ folder }) => join(built, folder));
  const manifest = readManifest(source);
  node('typescript/lib/tsc.js', '-p', join(source, 'tsconfig.lib.json'), '--outDir', esm);
  const problems = [...problemsOf({ folder: esm, manifest, root }), ...rangeProblemsOf(manifest, readManifest(root))];
  if (problems.length > 0) {
    throw new Error(problems.join('\n'));
  }
  writeCommonjs(esm, cjs);
  BUILDS.forEach((build) => writeManifest(join(built, build.folder), buildManifest(build, manifest)));
  const { filename, size, unpackedSize, entryCount } = npmPack(
    source,
    built,
    publishedManifest(manifest, { repository, directory: `libs/${library}` }),
  );
  const tarball = join(tarballs, filename);
  node('publint/src/cli.js', 'run', tarball, '--strict');
  node('@arethetypeswrong/cli/dist/index.js', tarball, '--profile', 'strict', '--format', 'ascii');
  process.stdout.write(`${filename}: ${kB(size)} packed, ${kB(unpackedSize)} unpacked, ${entryCount} files\n`);
  return [manifest.name, tarball];
}

/** Packs in a temporary folder, because tools find a second package.json of the same name in the checkout. */
function npmPack(source, built, manifest) {
  const stage = mkdtempSync(join(tmpdir(), 'portcullis-pack-'));
  try {
    writeManifest(stage, manifest);
    cpSync(join(source, 'README.md'), join(stage, 'README.md'));
    for (const file of ['CHANGELOG.md', 'LICENSE']) {
      cpSync(join(root, file), join(stage, file));
    }
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

function writeManifest(folder, manifest) {
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Runs a tool of the checkout. Its output is shown only if it fails. */
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
    if (!repository) {
      process.stdout.write('To publish, set "repository" in package.json first: see CONTRIBUTING.md.\n');
    }
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
