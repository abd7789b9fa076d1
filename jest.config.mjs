// Native ESM; types are stripped by Node itself, so that a test runs the very source that the CLI runs.
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test', '<rootDir>/packages/local-cloud/test'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/scripts/jest-transform.cjs' },
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  testTimeout: 30_000,
};
