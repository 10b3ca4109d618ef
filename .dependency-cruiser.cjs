/** The arrows between the rooms: src → users → auth, testing → auth, and inside auth: authentication → token, password, user. */
const auth = '^libs/auth/src';

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
    {
      name: 'auth-knows-no-room-above',
      severity: 'error',
      from: { path: '^libs/auth/' },
      to: { path: '^(src/|libs/(?!auth/)|test/)' },
    },
    {
      name: 'auth-knows-no-database',
      severity: 'error',
      from: { path: '^libs/auth/' },
      to: { path: 'node_modules/(typeorm|@nestjs/typeorm|pg)/' },
    },
    {
      name: 'users-knows-auth-alone',
      severity: 'error',
      from: { path: '^libs/users/' },
      to: { path: '^(src/|libs/(?!auth/|users/)|test/)' },
    },
    {
      name: 'testing-knows-auth-alone',
      severity: 'error',
      from: { path: '^libs/testing/' },
      to: { path: '^(src/|libs/(?!auth/|testing/)|test/)' },
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
      comment: 'A library is entered by its index; nothing inside goes out by its own.',
      severity: 'error',
      from: { path: '^(src|libs/users|libs/testing)/' },
      to: { path: '^libs/auth/', pathNot: '^libs/auth/src/index\\.ts$' },
    },
    {
      name: 'one-door-of-users',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^libs/users/', pathNot: '^libs/users/src/index\\.ts$' },
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
      // What the build makes need not be there yet.
      to: { couldNotResolve: true, pathNot: 'dist/src/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
