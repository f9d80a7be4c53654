import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import MinimizerPlugin from 'minimizer-webpack-plugin';
import webpack from 'webpack';
import { shortPrivateNames } from './scripts/short-private-names.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));

/** How TypeScript sources are found and read; shared with Karma. */
export const sources = {
  resolve: {
    extensions: ['.ts', '.js', '.mjs'],
    // rxjs: its ES2015 build instead of the ES5 one.
    conditionNames: ['es2015', '...'],
    // The sources import './x.js', as Node wants it; the file is './x.ts'.
    extensionAlias: { '.js': ['.ts', '.js'] },
    alias: {
      rxpeer$: path.join(here, 'lib/index.ts'),
      'rxpeer/msgpack$': path.join(here, 'lib/msgpack.ts'),
      'rxpeer/operators$': path.join(here, 'lib/operators.ts'),
      'rxpeer/structured$': path.join(here, 'lib/structured.ts'),
    },
  },
  module: {
    rules: [
      {
        test: /\.ts$/,
        exclude: /node_modules/,
        // Types are checked by tsc, once, not by every bundle.
        use: {
          loader: 'ts-loader',
          options: { configFile: path.join(here, 'tsconfig.webpack.json'), transpileOnly: true },
        },
      },
    ],
  },
};

const bundle = {
  ...sources,
  context: here,
  mode: 'production',
  target: ['web', 'es2022'],
  devtool: 'source-map',
  performance: { hints: false },
};

/** For the script-tag bundles, in which every byte counts: a field that the constructor sets needs no declaration. */
const compile = (options, compilerOptions) => ({
  loader: 'ts-loader',
  options: {
    configFile: path.join(here, 'tsconfig.webpack.json'),
    transpileOnly: true,
    compilerOptions: { useDefineForClassFields: false, ...compilerOptions },
    ...options,
  },
});

/** RxJS as sources: what it publishes is ES2015, with helpers for what has come since. */
const rxjs = path.join(here, 'node_modules/rxjs/src');

const compileRxjs = {
  test: /\.ts$/,
  include: rxjs,
  sideEffects: false,
  parser: { reexportExportsPresence: false }, // of types, which are gone
  // Of ES2022 it would use static blocks alone, which are younger than the browsers that `util.supports` knows (Safari 16.4).
  use: compile({ instance: 'rxjs', allowTsInNodeModules: true }, { verbatimModuleSyntax: false, target: 'es2021' }),
};

const compileLib = (minimize) => ({
  test: /\.ts$/,
  exclude: /node_modules/,
  use: compile({
    instance: minimize ? 'minified' : 'readable',
    ...(minimize && { getCustomTransformers: () => ({ before: [shortPrivateNames] }) }),
  }),
});

const minimizer = new MinimizerPlugin({
  minify: MinimizerPlugin.swcMinify,
  extractComments: false,
  minimizerOptions: { compress: { passes: 4, hoist_funs: true }, mangle: true, module: true },
});

const { version } = JSON.parse(readFileSync(path.join(here, 'package.json'), 'utf8'));

/** Which version it is, and whose code is in it: RxJS's licence, which scripts/build.mjs puts beside it, asks for that. */
const banner = new webpack.BannerPlugin(`RxPeer ${version}, MIT. With RxJS, Apache-2.0 (LICENSE.rxjs.txt)`);

/** The script-tag bundles: each entry assigns its globals itself. */
const scriptTag = (minimize) => ({
  ...bundle,
  name: minimize ? 'minified' : 'readable',
  entry: { rxpeer: './lib/global.ts', peerjs: './lib/global-peerjs.ts' },
  resolve: { ...sources.resolve, alias: { ...sources.resolve.alias, rxjs$: path.join(rxjs, 'index.ts') } },
  module: { rules: [compileLib(minimize), compileRxjs] },
  plugins: [banner],
  optimization: { minimize, minimizer: [minimizer] },
  output: { path: path.join(here, 'dist/browser'), filename: minimize ? '[name].min.js' : '[name].js' },
});

/** The demo page's script, built by scripts/start.mjs. */
export const demo = {
  ...bundle,
  name: 'demo',
  entry: { main: './demo/main.ts' },
  output: { path: path.join(here, 'dist/demo'), filename: '[name].js' },
};

export default [scriptTag(false), scriptTag(true)];
