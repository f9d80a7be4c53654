/**
 * What the language has, as parameters of every module: within the sandbox that Jest makes of node:vm each look at a global
 * goes by a slow way.
 */
const languageGlobals = [
  'Array',
  'ArrayBuffer',
  'BigInt',
  'Boolean',
  'DataView',
  'Error',
  'Float64Array',
  'JSON',
  'Map',
  'Math',
  'Number',
  'Object',
  'Promise',
  'RangeError',
  'Reflect',
  'Set',
  'String',
  'Symbol',
  'TypeError',
  'Uint8Array',
  'WeakMap',
  'WeakSet',
];

/** @type {import('jest').Config} */
export default {
  maxWorkers: '100%', // Jest leaves one core idle unless told
  testEnvironment: 'node',
  sandboxInjectedGlobals: languageGlobals,
  testMatch: ['<rootDir>/spec/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/spec/(browser|interop|demo|package)/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  moduleNameMapper: {
    '^rxpeer$': '<rootDir>/lib/index.ts',
    '^rxpeer/(msgpack|operators|structured)$': '<rootDir>/lib/$1.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1', // './x.js' in TypeScript is ./x.ts
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  // Counters in the code, not V8's: what those cost between two files grows with all that was loaded before (287 s where this
  // takes 147, and 124 without any).
  coverageProvider: 'babel',
  coverageReporters: ['text-summary', 'lcovonly', ['text', { skipFull: true }]],
  collectCoverageFrom: [
    'lib/**/*.ts',
    '!lib/browser/**', // what only a browser can run is covered by Karma
    '!lib/global*.ts',
  ],
  coverageThreshold: { global: { lines: 99, branches: 98 } },
};
