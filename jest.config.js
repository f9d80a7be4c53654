import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { transformSync } from '@swc/core';

const jsc = { parser: { syntax: 'typescript' }, target: 'es2022' };

/** V8 counts a file that is never loaded as uncovered; one that holds nothing but types never is. */
const typesOnly = readdirSync('lib', { recursive: true })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => path.join('lib', name))
  .filter((file) => {
    const { code } = transformSync(readFileSync(file, 'utf8'), { jsc: { ...jsc, preserveAllComments: false } });
    return code.replace(/export\s*\{\s*\};?/g, '').trim() === '';
  });

/** @type {import('jest').Config} */
export default {
  maxWorkers: '100%', // Jest leaves one core idle unless told
  testEnvironment: 'node',
  testMatch: ['<rootDir>/spec/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/spec/(browser|interop|demo|package)/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  moduleNameMapper: {
    '^rxpeer$': '<rootDir>/lib/index.ts',
    '^rxpeer/(msgpack|operators|structured)$': '<rootDir>/lib/$1.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1', // './x.js' in TypeScript is ./x.ts
  },
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc, module: { type: 'commonjs' }, sourceMaps: 'inline' }] },
  coverageProvider: 'v8',
  coverageReporters: ['text-summary', 'lcovonly', ['text', { skipFull: true }]],
  collectCoverageFrom: [
    'lib/**/*.ts',
    '!lib/browser/**', // what only a browser can run is covered by Karma
    '!lib/global*.ts',
    ...typesOnly.map((file) => `!${file}`),
  ],
  coverageThreshold: { global: { lines: 95, branches: 95 } },
};
