// `node tools/make.mjs <major version of Nest>`: makes a new application with the Nest CLI, and follows docs/embedding.md and
// docs/testing.md in it. All code and all commands are those of the pages.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commandsFor, filesOnPages, jestMembers, kitCommand } from './pages.mjs';

const TARBALLS = JSON.parse(process.env.TARBALLS);
/** The next command of the page installs everything at once. */
const GENERATOR_OPTIONS = '--package-manager npm --skip-install --skip-git';
/** npx installs the CLI without a question, and errors are shown although the script runs with `--silent`. */
const ENV = { ...process.env, npm_config_yes: 'true', npm_config_loglevel: 'error' };

const [major] = process.argv.slice(2);
const [create, enter, install] = commandsFor(major);
const folder = enter.replace(/^cd /, '');

run('.', `${create} ${GENERATOR_OPTIONS}`);
run(folder, packed(install));
run(folder, packed(kitCommand()));
for (const [path, code] of filesOnPages()) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), code);
}
if (major === '11') {
  extend('package.json', (manifest) => Object.assign(manifest.jest, jestMembers()));
  extend('test/jest-e2e.json', (config) => Object.assign(config, jestMembers()));
}

/** The command with the tarball in the place of each of our packages, as the page says. */
function packed(command) {
  return command.replaceAll(/@portcullis\/[\w-]+/g, (name) => TARBALLS[name]);
}

function extend(path, change) {
  const file = join(folder, path);
  const content = JSON.parse(readFileSync(file, 'utf8'));
  change(content);
  writeFileSync(file, JSON.stringify(content, null, 2));
}

function run(cwd, command) {
  const { status, stdout, stderr } = spawnSync(command, {
    cwd,
    shell: true,
    encoding: 'utf8',
    env: ENV,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status !== 0) {
    throw new Error(`${command}\n${stdout}${stderr}`);
  }
}
