/** @type {import('jest').Config} */
export default {
  // The large packages are loaded once for all suites of a worker, half a second for each of them otherwise.
  testEnvironment: '<rootDir>/test/support/shared-packages.environment.js',
  // Jest would take apart what a suite has in common with the next.
  testEnvironmentOptions: { globalsCleanup: 'off' },
  setupFiles: ['<rootDir>/test/support/shared-packages.setup.js'],
  testMatch: ['<rootDir>/{src,libs}/**/*.spec.ts', '<rootDir>/test/**/*.e2e-spec.ts', '<rootDir>/bench/**/*.spec.mjs'],
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
  reporters: ['default', '<rootDir>/test/support/plain-reporter.js'],
  maxWorkers: '100%',
  // Node frees no module that Jest has linked: what each suite has loaded stays in its worker, where it soon costs more to
  // walk than to begin again.
  workerIdleMemoryLimit: '512MB',
  // No test may count on another having run before it.
  randomize: true,
  testTimeout: 30_000,
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: {
    '^@portcullis/(auth|database|limits|sessions|testing|users)$': '<rootDir>/libs/$1/src/index.ts',
    // The sources name what they will be once compiled.
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};
