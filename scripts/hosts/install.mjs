import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './npm.mjs';

/**
 * Installs what a host depends on, with the tarballs in the place of our packages. Peer dependencies must fit without being
 * forced: the first that does not fit ends the installation, and none may be left over.
 */
export async function install(folder, tarballs) {
  const path = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  for (const dependencies of [manifest.dependencies, manifest.devDependencies]) {
    for (const name of Object.keys(dependencies).filter((dependency) => dependency in tarballs)) {
      dependencies[name] = `file:${tarballs[name]}`;
    }
  }
  // What our packages bring along is in no registry yet; a dependency of the host's own, it is theirs too.
  for (const name of Object.keys(tarballs).filter((brought) => isBroughtAlong(brought, manifest.dependencies))) {
    manifest.dependencies[name] = `file:${tarballs[name]}`;
  }
  writeFileSync(path, JSON.stringify(manifest, null, 2));
  await npm(folder, ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--strict-peer-deps']);
  await npm(folder, ['ls', '--all']);
}

function isBroughtAlong(name, dependencies) {
  return Object.keys(dependencies)
    .filter((dependency) => dependency.startsWith('@portcullis/'))
    .map((dependency) => new URL(`../../libs/${dependency.split('/')[1]}/package.json`, import.meta.url))
    .some((manifest) => name in (JSON.parse(readFileSync(manifest, 'utf8')).dependencies ?? {}));
}
