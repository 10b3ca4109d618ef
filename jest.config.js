import { availableParallelism } from 'node:os';

/** @type {import('jest').Config} */
export default {
  // Loads large packages once for each worker. Without it the ten suites of the measurement take 75% more processor time.
  testEnvironment: '<rootDir>/test/support/shared-packages.environment.js',
  // Jest would delete the properties of shared objects.
  testEnvironmentOptions: { globalsCleanup: 'off' },
  setupFiles: ['<rootDir>/test/support/shared-packages.setup.js'],
  testMatch: [
    '<rootDir>/{src,libs,tools}/**/*.spec.ts',
    '<rootDir>/test/**/*.e2e-spec.ts',
    '<rootDir>/bench/**/*.spec.mjs',
  ],
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
  reporters: ['default', '<rootDir>/test/support/plain-reporter.js'],
  // Suites that start processes wait half of their time: 43 suites take 133 s with three workers on two cores, 164 s with two.
  maxWorkers: Math.ceil(1.5 * availableParallelism()),
  // Bounds memory: Node frees no module that Jest has linked, so a worker grows with each suite, and a new worker has to load and
  // compile everything again. With 512 MB the 62 suites of five folders take 68 s of processor time, with 1 GB 61 s.
  workerIdleMemoryLimit: '1GB',
  // No test may depend on another.
  randomize: true,
  // Longer than any wait of a test, so that the wait can say what was missing.
  testTimeout: 120_000,
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
    '^@portcullis/(accounts|auth|database|keys|limits|one-time-secrets|sessions|testing|users)$':
      '<rootDir>/libs/$1/src/index.ts',
    '^@portcullis/([^/]+)/([^/]+)$': '<rootDir>/libs/$1/src/$2.ts',
    // The sources import the compiled names.
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};
