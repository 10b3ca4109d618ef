import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { doorsOf } from './published-manifest.mjs';
import { hasTopLevelAwait, specifiersIn } from './specifiers.mjs';

/** Entry points for applications that have an optional package. */
const ENTRY_POINTS_OF_OPTIONAL = {
  '@nestjs/swagger': './openapi',
  'drizzle-orm': './drizzle',
  nodemailer: './smtp',
  typeorm: './typeorm',
};

const BESIDE_ITSELF = /\bimport\.meta\b|\bcreateRequire\b|\b__dirname\b|\b__filename\b|\brequire\.resolve\b/;

/** TypeORM imports it. A library declares it for the range of versions that it works with. */
const DRIVER = 'pg';

/**
 * Checks the ES modules of a library: they import exactly the packages that it declares, need an optional package only behind the entry
 * point of that package, import only files of the package, and have nothing that CommonJS does not have: no top-level await and no
 * `import.meta`.
 *
 * @param root the checkout, to find packages whose types are in `@types`
 * @returns {string[]} one sentence for each problem
 */
export function problemsOf({ folder, manifest, root }) {
  const declared = declaredBy(manifest);
  const used = new Set();
  const problems = filesIn(folder).flatMap((path) => {
    const text = readFileSync(path, 'utf8');
    const file = relative(folder, path);
    const imported = specifiersIn(text).flatMap((found) => problemWith(found, path));
    return [...imported, ...problemsInText(file, text)].map((problem) => `${manifest.name}: ${file} ${problem}`);
  });
  const idle = [...declared.keys()].filter((name) => !used.has(name) && name !== DRIVER);
  return [...problems, ...idle.map((name) => `${manifest.name}: declares ${name} but does not import it`)];

  function problemWith({ specifier, dynamic }, path) {
    if (specifier.startsWith('.')) {
      return fileProblem(specifier, path);
    }
    if (isBuiltin(specifier)) {
      return specifier.startsWith('node:') ? [] : [`imports ${specifier} without node:`];
    }
    const name = packageOf(specifier);
    used.add(name);
    if (!declared.has(name)) {
      return [`imports ${name}, which its package.json does not declare`];
    }
    const isNeeded = isDeclaration(path) || !dynamic;
    if (declared.get(name) === 'optional' && isNeeded && reachableWithout(name, folder, manifest).has(path)) {
      return [`needs ${name}, which is optional`];
    }
    return isDeclaration(path) ? typesProblem(name) : [];
  }

  function fileProblem(specifier, path) {
    const target = targetOf(specifier, path);
    return target.startsWith(folder + sep) && existsSync(target)
      ? []
      : [`imports ${specifier}, which is not in the package`];
  }

  /** Applications that compile against our declarations also need the `@types` of the packages in them. */
  function typesProblem(name) {
    const types = `@types/${name.replace(/^@/, '').replace('/', '__')}`;
    used.add(types);
    return declared.has(types) || !existsSync(join(root, 'node_modules', types))
      ? []
      : [`uses the types of ${name}, but package.json does not declare ${types}`];
  }

  function problemsInText(file, text) {
    return [
      /\.spec\./.test(file) && 'is a test',
      !/\.(js|d\.ts)$/.test(file) && 'is neither JavaScript nor a declaration',
      text.includes('sourceMappingURL') && 'names a source map',
      text.includes(root) && 'names a folder of the machine that compiled it',
      file.endsWith('.js') && hasTopLevelAwait(text) && 'has a top-level await, which CommonJS does not have',
      isBundled(file) && BESIDE_ITSELF.test(text) && 'looks for files beside itself, where a bundle has none',
    ].filter(Boolean);
  }
}

/** A command is never part of a bundle: it looks for the packages of the application in whose folder it runs. */
function isBundled(file) {
  return file.endsWith('.js') && !file.startsWith(`cli${sep}`);
}

/** The files that an application without the package loads or compiles against: those of the other entry points. */
function reachableWithout(name, folder, manifest) {
  const others = doorsOf(manifest).filter(({ door }) => door !== ENTRY_POINTS_OF_OPTIONAL[name]);
  const reached = new Set();
  const queue = others.flatMap(({ module }) => [join(folder, `${module}.js`), join(folder, `${module}.d.ts`)]);
  for (const path of queue) {
    if (!reached.has(path) && existsSync(path)) {
      reached.add(path);
      const specifiers = specifiersIn(readFileSync(path, 'utf8')).map(({ specifier }) => specifier);
      queue.push(...specifiers.filter((one) => one.startsWith('.')).map((one) => targetOf(one, path)));
    }
  }
  return reached;
}

function targetOf(specifier, path) {
  return resolve(dirname(path), isDeclaration(path) ? specifier.replace(/\.js$/, '.d.ts') : specifier);
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
