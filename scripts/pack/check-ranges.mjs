/**
 * Checks that each range of a library admits the version in the root's package.json, which the tests use, and that the library
 * has the root's version.
 *
 * @returns {string[]} one sentence for each problem
 */
export function rangeProblemsOf(manifest, rootManifest) {
  const tested = { ...rootManifest.devDependencies, ...rootManifest.dependencies };
  const ranges = Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies });
  const problems = ranges
    .map(([name, range]) => [name, range, name.startsWith('@portcullis/') ? rootManifest.version : tested[name]])
    .filter(([, range, version]) => version === undefined || !admits(range, version))
    .map(([name, range, version]) => `requires ${name} ${range}; tested is ${version ?? 'none'}`);
  if (manifest.version !== rootManifest.version) {
    problems.push(`has version ${manifest.version}, not ${rootManifest.version}`);
  }
  return problems.map((problem) => `${manifest.name}: ${problem}`);
}

/** The libraries use only caret ranges. */
function admits(range, version) {
  return range.split(' || ').some((caret) => caret.startsWith('^') && isInCaret(caret.slice(1), version));
}

function isInCaret(lowest, version) {
  const [major, minor] = version.split('.');
  const [lowestMajor, lowestMinor] = lowest.split('.');
  return major === lowestMajor && (major === '0' ? minor === lowestMinor : Number(minor) >= Number(lowestMinor));
}
