import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './npm.mjs';

/**
 * Installs what a host depends on, with the tarballs in the place of our packages. Peer dependencies must fit without being
 * forced: the first that does not fit ends the installation, and none may be left over.
 */
export function install(folder, tarballs) {
  const path = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  for (const dependencies of [manifest.dependencies, manifest.devDependencies]) {
    for (const name of Object.keys(dependencies).filter((dependency) => dependency in tarballs)) {
      dependencies[name] = `file:${tarballs[name]}`;
    }
  }
  writeFileSync(path, JSON.stringify(manifest, null, 2));
  npm(folder, ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--strict-peer-deps']);
  npm(folder, ['ls', '--all']);
}
