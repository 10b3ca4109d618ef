import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const { devDependencies } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
const isOfPackage = (id) => /[\\/]node_modules[\\/]/.test(id);

/**
 * The programs that production runs, each with all that it loads in a few files: to find and open thousands of modules takes
 * longer than to run them. What they are made of stays beside them, in `dist/src` and `dist/libs`.
 */
await build({
  cwd: root,
  input: {
    main: 'dist/src/main.js',
    'cli/keys': 'dist/src/cli/keys.js',
    'cli/users': 'dist/src/cli/users.js',
  },
  platform: 'node',
  // A native addon finds its binary by where it lies itself.
  external: ['bcrypt'],
  plugins: [withoutWhatProductionHasNot(), withRequiredPackages(), withNamesOfClasses()],
  output: { dir: 'dist', chunkFileNames: 'chunks/[name]-[hash].js' },
  onLog(level, log, print) {
    // What Nest can do without is looked for once more when it runs, as in any application.
    if (log.code !== 'UNRESOLVED_IMPORT' || !isOfPackage(log.id ?? '')) {
      print(level === 'warn' ? 'error' : level, log);
    }
  },
});

/** Nest loads further packages of its own where they are, as in a checkout, and they a second copy of Nest. */
function withoutWhatProductionHasNot() {
  const absent = '\0absent';
  return {
    name: 'without-what-production-has-not',
    resolveId(source, importer = '') {
      const [name] = /^(?:@[^/]+\/)?[^/]+/.exec(source) ?? [''];
      if (!Object.hasOwn(devDependencies, name)) {
        return null;
      }
      // The service itself asks for such a one by a dynamic import, which production never comes to.
      return isOfPackage(importer) ? absent : { id: source, external: true };
    },
    load: (id) => (id === absent ? "throw new Error('Not there in production');" : null),
  };
}

/** The packages that a module gets by a `require` which it makes for itself are the same as those that others import. */
function withRequiredPackages() {
  const makesRequire = 'const require = createRequire(import.meta.url);';
  return {
    name: 'with-required-packages',
    transform: {
      filter: { id: /[\\/]node_modules[\\/]@nestjs[\\/](?:mapped-types|typeorm)[\\/]/ },
      handler: (code) => code.replace(makesRequire, ''),
    },
  };
}

/** Nest, OpenAPI and the log call a class by its name, which changes where two modules of one file have the same. */
function withNamesOfClasses() {
  return {
    name: 'with-names-of-classes',
    generateBundle(_options, bundle) {
      for (const { modules = {} } of Object.values(bundle)) {
        for (const [id, { code }] of Object.entries(modules)) {
          const [found] = (!isOfPackage(id) && /\bclass \w+\$\d+|\b\w+\$\d+ = class\b/.exec(code ?? '')) || [];
          if (found) {
            this.error(`${id} has a class that another module has as well (${found}): give it a name of its own.`);
          }
        }
      }
    },
  };
}
