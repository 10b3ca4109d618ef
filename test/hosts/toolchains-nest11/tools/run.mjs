// Runs every toolchain in the one installed folder, and prints the time of each.
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

const PATH = [join(import.meta.dirname, '../node_modules/.bin'), process.env.PATH].join(delimiter);
const COMPILERS = [
  ['5.4', 'typescript-5.4'],
  ['5.9', 'typescript'],
  ['6.0', 'typescript-6'],
];
const RESOLUTIONS = ['node10', 'node16', 'nodenext', 'bundler'];
/** TypeScript 6 takes `node10` only if told so. */
const DEPRECATED = { 'typescript-6': { node10: ' --ignoreDeprecations 6.0' } };

const STEPS = {
  'both builds in one process': ['node tools/two-copies.mjs'],
  'jest with ts-jest': ['jest -c tools/ts-jest.config.js'],
  'jest with @swc/jest': ['jest -c tools/swc-jest.config.js'],
  'jest, ES modules': ['node --experimental-vm-modules node_modules/jest/bin/jest.js -c tools/esm-jest.config.js'],
  vitest: ['vitest run -c tools/vitest.config.mts'],
  tsc: ['tsc', 'node tools/probe.mjs dist/main.js'],
  'nest build with tsc': ['nest build', 'node tools/probe.mjs dist/main.js'],
  'esbuild, CommonJS': [
    'node tools/bundle.mjs dist/main.js bundled/main.cjs cjs',
    'node tools/probe.mjs bundled/main.cjs',
  ],
  'esbuild, ES modules': [
    'tsc --module preserve --moduleResolution bundler --outDir dist-esm',
    'node tools/bundle.mjs dist-esm/main.js bundled/main.mjs esm',
    'node tools/probe.mjs bundled/main.mjs',
  ],
  'nest build with SWC': ['nest build -b swc', 'node tools/probe.mjs dist/main.js'],
  'nest build with webpack': [
    'nest build --webpack --webpackPath tools/webpack.config.js',
    'node tools/probe.mjs dist/main.js',
  ],
  ...Object.fromEntries(
    COMPILERS.map(([version, compiler]) => [
      `types with TypeScript ${version}`,
      RESOLUTIONS.map(
        (resolution) =>
          `node node_modules/${compiler}/bin/tsc -p types/${resolution}.json${DEPRECATED[compiler]?.[resolution] ?? ''}`,
      ),
    ]),
  ),
};

const chosen = process.argv.slice(2);
for (const [name, commands] of Object.entries(STEPS).filter(([step]) => chosen.length === 0 || chosen.includes(step))) {
  const started = performance.now();
  commands.forEach(run);
  console.log(`${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

function run(command) {
  const { status, stdout, stderr } = spawnSync(command, {
    shell: true,
    encoding: 'utf8',
    env: { ...process.env, PATH },
  });
  if (status !== 0) {
    console.error(`${command}\n${stdout}${stderr}`);
    process.exit(1);
  }
}
