// Native ESM; types are stripped by Node itself, so that a test runs the very source that the CLI runs.
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/scripts/jest-transform.cjs' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.serverless'],
};

/** Tests by what they need; each folder's README.md says more. */
export default {
  maxWorkers: 2,
  // Ms for a test or a hook. It only ends what hangs: a busy machine must not fail a test.
  testTimeout: 600_000,
  projects: [
    { ...shared, displayName: 'unit', roots: ['<rootDir>/test/unit'] },
    { ...shared, displayName: 'cloud', roots: ['<rootDir>/test/cloud', '<rootDir>/packages/local-cloud/test'] },
    { ...shared, displayName: 'servers', roots: ['<rootDir>/test/servers'] },
    {
      ...shared,
      displayName: 'packaged',
      roots: ['<rootDir>/test/packaged'],
      globalSetup: '<rootDir>/scripts/jest-package.cjs',
    },
  ],
};
