import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { specifiersIn, waitsAtTopLevel } from './specifiers.mjs';

/**
 * What a compiled library must not do to whoever installs it: load what it does not declare, or declare what it does not
 * load; need a package that is optional; name a file that is not in the package; or wait at its top level, where
 * `require` can't follow.
 *
 * @param root the checkout, to tell which packages have their types elsewhere
 * @returns {string[]} one sentence for each trouble
 */
export function troublesOf({ folder, manifest, root }) {
  const declared = declaredBy(manifest);
  const used = new Set();
  const troubles = filesIn(folder).flatMap((path) => {
    const text = readFileSync(path, 'utf8');
    const file = relative(folder, path);
    const loaded = specifiersIn(text).flatMap((found) => troubleWith(found, path));
    return [...loaded, ...troublesInText(file, text)].map((trouble) => `${manifest.name}: ${file} ${trouble}`);
  });
  const idle = [...declared.keys()].filter((name) => !used.has(name));
  return [...troubles, ...idle.map((name) => `${manifest.name}: declares ${name}, and loads it nowhere`)];

  function troubleWith({ specifier, dynamic }, path) {
    if (specifier.startsWith('.')) {
      return fileTrouble(specifier, path);
    }
    if (isBuiltin(specifier)) {
      return specifier.startsWith('node:') ? [] : [`loads ${specifier} without node:`];
    }
    const name = packageOf(specifier);
    used.add(name);
    if (!declared.has(name)) {
      return [`loads ${name}, which its package.json does not declare`];
    }
    if (declared.get(name) === 'optional' && (isDeclaration(path) || !dynamic)) {
      return [`can't do without ${name}, which is optional`];
    }
    return isDeclaration(path) ? typesTrouble(name) : [];
  }

  function fileTrouble(specifier, path) {
    const target = resolve(dirname(path), isDeclaration(path) ? specifier.replace(/\.js$/, '.d.ts') : specifier);
    return target.startsWith(folder + sep) && existsSync(target) ? [] : [`loads ${specifier}, which is not there`];
  }

  /** Where DefinitelyTyped has the types of a package, those who read our declarations need them too. */
  function typesTrouble(name) {
    const types = `@types/${name.replace(/^@/, '').replace('/', '__')}`;
    used.add(types);
    return declared.has(types) || !existsSync(join(root, 'node_modules', types))
      ? []
      : [`speaks of the types of ${name}, and package.json does not declare ${types}`];
  }

  function troublesInText(file, text) {
    return [
      /\.spec\./.test(file) && 'is a test',
      !/\.(js|d\.ts)$/.test(file) && 'is neither JavaScript nor a declaration',
      text.includes('sourceMappingURL') && 'names a source map',
      text.includes(root) && 'names a folder of the machine that compiled it',
      file.endsWith('.js') && waitsAtTopLevel(text) && "waits at its top level, so that require can't load it",
    ].filter(Boolean);
  }
}

/** @returns {Map<string, 'needed' | 'optional'>} */
function declaredBy({ dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} }) {
  const names = Object.keys({ ...dependencies, ...peerDependencies });
  return new Map(names.map((name) => [name, peerDependenciesMeta[name]?.optional ? 'optional' : 'needed']));
}

function packageOf(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function isDeclaration(path) {
  return path.endsWith('.d.ts');
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
