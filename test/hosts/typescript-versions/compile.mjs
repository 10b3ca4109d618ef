// Compiles against the types of the packed libraries, with every version of TypeScript and every resolution of modules.
import { spawnSync } from 'node:child_process';

const COMPILERS = ['typescript-5.4', 'typescript-5.9', 'typescript-6.0'];
const RESOLUTIONS = ['node10', 'node16', 'nodenext', 'bundler'];

for (const compiler of COMPILERS) {
  const started = performance.now();
  RESOLUTIONS.forEach((resolution) => compile(compiler, resolution));
  console.log(`${compiler}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

function compile(compiler, resolution) {
  const args = [
    `node_modules/${compiler}/bin/tsc`,
    '-p',
    `types/${resolution}.json`,
    ...deprecations(compiler, resolution),
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) {
    console.error(`${args.join(' ')}\n${stdout}${stderr}`);
    process.exit(1);
  }
}

/** TypeScript 6 takes `node10` only if told so. */
function deprecations(compiler, resolution) {
  return compiler === 'typescript-6.0' && resolution === 'node10' ? ['--ignoreDeprecations', '6.0'] : [];
}
