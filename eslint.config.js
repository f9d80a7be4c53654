import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import pureGlobals from './scripts/eslint-pure-globals.mjs';

export default defineConfig(
  { ignores: ['dist/', 'docs/', 'coverage/'] },
  {
    extends: [tseslint.configs.recommended],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', { max: 300 }], // real lines: a file that needs more holds more than one thing
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // An underscore says that a parameter or a loop variable is there for its place only.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_$', ignoreRestSiblings: true },
      ],
    },
  },
  {
    files: ['lib/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-namespace': ['error', { allowDeclarations: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    },
  },
  {
    files: ['lib/**/*.ts'],
    ignores: ['lib/browser/**', 'lib/global*.ts'],
    plugins: { rxpeer: { rules: { 'pure-globals': pureGlobals } } },
    rules: { 'rxpeer/pure-globals': 'error' },
  },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  {
    files: ['lib/index.ts', 'lib/operators.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'Program > :not(ExportAllDeclaration, ExportNamedDeclaration[source])',
          message: 'This file is a list of exports and nothing else.',
        },
      ],
    },
  },
);
