/**
 * What the tests of this checkout ran with is what a library must ask for: each of its ranges admits the major version in
 * the root's package.json, and the libraries have the root's own version.
 *
 * @returns {string[]} one sentence for each trouble
 */
export function rangeTroublesOf(manifest, rootManifest) {
  const tested = { ...rootManifest.devDependencies, ...rootManifest.dependencies };
  const ranges = Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies });
  const troubles = ranges
    .map(([name, range]) => [name, range, name.startsWith('@portcullis/') ? rootManifest.version : tested[name]])
    .filter(([, range, version]) => version === undefined || !admits(range, version))
    .map(([name, range, version]) => `asks for ${name} ${range}, tested is ${version ?? 'none'}`);
  if (manifest.version !== rootManifest.version) {
    troubles.push(`has version ${manifest.version}, not ${rootManifest.version}`);
  }
  return troubles.map((trouble) => `${manifest.name}: ${trouble}`);
}

/** Of the ranges that npm knows, the libraries use carets alone. */
function admits(range, version) {
  return range.split(' || ').some((caret) => caret.startsWith('^') && samePlace(caret.slice(1), version));
}

function samePlace(lowest, version) {
  const [major, minor] = version.split('.');
  const [lowestMajor, lowestMinor] = lowest.split('.');
  return major === lowestMajor && (major === '0' ? minor === lowestMinor : Number(minor) >= Number(lowestMinor));
}
