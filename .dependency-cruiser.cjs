/** The arrows between the libraries: which knows which. Inside auth: authentication → token, password, user. */
const LIBRARIES = {
  auth: [],
  database: ['auth'],
  limits: ['auth', 'database'],
  users: ['auth', 'database'],
  sessions: ['auth', 'database'],
  testing: ['auth'],
};

const auth = '^libs/auth/src';

const arrows = Object.entries(LIBRARIES).map(([library, known]) => ({
  name: `${library}-knows-${known.join('-and-') || 'no-library'}`,
  severity: 'error',
  from: { path: `^libs/${library}/` },
  to: { path: `^(src/|test/|libs/(?!(${[library, ...known].join('|')})/))` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one thought, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...arrows,
    {
      name: 'auth-knows-no-database',
      severity: 'error',
      from: { path: '^libs/auth/' },
      to: { path: 'node_modules/(typeorm|@nestjs/typeorm|pg)/' },
    },
    {
      name: 'nobody-ships-the-test-kit',
      comment: 'It signs in as anyone.',
      severity: 'error',
      from: { path: '^(src/|libs/(?!testing/))', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'one-door',
      comment: 'A library is entered by its index; tests may look behind the doors of all but the test kit.',
      severity: 'error',
      from: { path: '^(src|libs/([^/]+))/' },
      to: { path: '^libs/', pathNot: ['^libs/[^/]+/src/index\\.ts$', '^libs/$2/'] },
    },
    {
      name: 'one-door-of-testing',
      severity: 'error',
      from: { path: '^test/' },
      to: { path: '^libs/testing/', pathNot: '^libs/testing/src/index\\.ts$' },
    },
    {
      name: 'not-through-the-own-door',
      severity: 'error',
      from: { path: '^libs/([^/]+)/src/.+', pathNot: '/index\\.ts$' },
      to: { path: '^libs/$1/src/index\\.ts$' },
    },
    {
      name: 'token-and-password-know-nobody-above',
      severity: 'error',
      from: { path: `${auth}/(token|password|user|errors|clock)/` },
      to: { path: `${auth}/authentication/` },
    },
    {
      name: 'authorization-knows-only-the-user',
      severity: 'error',
      from: { path: `${auth}/authorization/` },
      to: { path: `${auth}/(authentication|token|password)/` },
    },
    {
      name: 'user-is-the-ground-floor',
      severity: 'error',
      from: { path: `${auth}/(user|clock)/` },
      to: { path: `${auth}/(authentication|authorization|token|password)/` },
    },
    {
      name: 'sources-import-no-tests',
      severity: 'error',
      from: { path: '^(src|libs)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(test|bench)/|\\.spec\\.ts$' },
    },
    {
      name: 'bench-measures-from-outside',
      comment: 'What was built, and the libraries as a host has them.',
      severity: 'error',
      from: { path: '^bench/' },
      to: { path: '^(src|test|libs)/', pathNot: '^libs/[^/]+/src/index\\.ts$' },
    },
    {
      name: 'nobody-knows-the-bench',
      severity: 'error',
      from: { pathNot: '^bench/' },
      to: { path: '^bench/' },
    },
    {
      name: 'metrics-only-where-they-are-on',
      comment: 'The Prometheus client is loaded by one dynamic import, behind the setting.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/metrics/(?!metrics-of|event-counts)' },
      to: {
        path: ['^src/metrics/(?!metrics-of|event-counts)', 'node_modules/prom-client/'],
        dependencyTypesNot: ['dynamic-import', 'type-only'],
      },
    },
    {
      name: 'no-dev-dependency-in-production',
      severity: 'error',
      from: {
        path: '^(src|libs)/',
        pathNot: ['\\.spec\\.ts$', '^src/database/embedded-postgres', '^src/logging/logger\\.ts$'],
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-unknown-module',
      severity: 'error',
      from: {},
      // What the build makes need not be there yet, nor what the bench installs at its first run.
      to: { couldNotResolve: true, pathNot: 'dist/|^better-(auth|call)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
