import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './npm.mjs';

/**
 * Installs the dependencies of a host, with the tarballs for our packages. Fails if a peer dependency does not fit, or if one
 * is missing.
 */
export async function install(folder, tarballs) {
  const path = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  for (const dependencies of [manifest.dependencies, manifest.devDependencies ?? {}]) {
    for (const name of Object.keys(dependencies).filter((dependency) => dependency in tarballs)) {
      dependencies[name] = `file:${tarballs[name]}`;
    }
  }
  // Our packages depend on each other and are not in a registry, so the host depends on all of them directly.
  for (const name of Object.keys(tarballs).filter((tarball) => isDependencyOf(manifest.dependencies, tarball))) {
    manifest.dependencies[name] = `file:${tarballs[name]}`;
  }
  writeFileSync(path, JSON.stringify(manifest, null, 2));
  await npm(folder, ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--strict-peer-deps']);
  await npm(folder, ['ls', '--all']);
}

function isDependencyOf(dependencies, name) {
  return Object.keys(dependencies)
    .filter((dependency) => dependency.startsWith('@portcullis/'))
    .map((dependency) => new URL(`../../libs/${dependency.split('/')[1]}/package.json`, import.meta.url))
    .some((manifest) => name in (JSON.parse(readFileSync(manifest, 'utf8')).dependencies ?? {}));
}
