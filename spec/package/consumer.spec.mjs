// What a user's project sees: imports in Node, types in TypeScript, and a bundle that pays for what it uses.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import webpack from 'webpack';
import { makeConsumer, root, run } from './consumer.mjs';

const consumer = makeConsumer();

const node = (file) => run(process.execPath, ['--import', './no-browser.mjs', file], consumer).trim();

test('import works in Node and touches no browser global', () => {
  assert.equal(node('import.mjs'), 'ok');
});

test('require works in Node and touches no browser global', () => {
  assert.equal(node('require.cjs'), 'ok');
});

test('the script-tag bundles are found by their paths', () => {
  writeFileSync(
    path.join(consumer, 'bundle-by-path.mjs'),
    `import 'rxpeer/dist/browser/peerjs.min.js';\nconsole.log(typeof globalThis.Peer);\n`,
  );
  assert.equal(run(process.execPath, ['bundle-by-path.mjs'], consumer).trim(), 'function');
});

for (const [module, moduleResolution, more] of [
  ['NodeNext', 'NodeNext'],
  ['ESNext', 'Bundler'],
  ['ESNext', 'Node10', { ignoreDeprecations: '6.0' }], // of Angular before 17, and many others
]) {
  test(`TypeScript compiles a user's code with ${moduleResolution} resolution, libraries checked`, () => {
    const lib = ['ES2022', 'DOM', 'DOM.Iterable'];
    const checks = { target: 'ES2022', lib, types: [], strict: true, noEmit: true };
    const compilerOptions = { module, moduleResolution, ...checks, ...more };
    writeFileSync(path.join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['types.ts'] }));
    run(path.join(root, 'node_modules/.bin/tsc'), ['--project', consumer], consumer);
  });
}

/** What webpack makes of an application's code: `out/bundle.js` of the consumer. */
const bundleOf = async (code) => {
  writeFileSync(path.join(consumer, 'application.mjs'), code);
  const stats = await new Promise((resolve, reject) => {
    webpack(
      {
        context: consumer,
        mode: 'production',
        target: ['web', 'es2022'],
        resolve: { conditionNames: ['es2015', '...'] },
        entry: './application.mjs',
        output: { path: path.join(consumer, 'out'), filename: 'bundle.js' },
      },
      (error, result) => (error ? reject(error) : resolve(result)),
    );
  });
  assert.equal(stats.hasErrors(), false, stats.toString('errors-only'));
  return readFileSync(path.join(consumer, 'out/bundle.js'));
};

for (const [operator, most] of [
  ['reassemble', 16_000],
  ['backoff', 13_000],
]) {
  test(`one operator costs one operator: ${operator}`, async (t) => {
    const bundle = await bundleOf(`import { ${operator} } from 'rxpeer/operators';\nglobalThis.used = ${operator};\n`);
    t.diagnostic(`${bundle.length} bytes, ${gzipSync(bundle).length} gzipped`);
    for (const word of ['WebSocket', 'RTCPeerConnection', 'createOffer', 'BinaryPack', 'CANDIDATE']) {
      assert.equal(bundle.includes(word), false, `the bundle holds ${word}`);
    }
    assert.ok(bundle.length < most, `${bundle.length} bytes`);
  });
}

test('an import of which nothing is used costs nothing', async () => {
  for (const name of ['rxpeer', 'rxpeer/operators', 'rxpeer/msgpack', 'rxpeer/structured']) {
    assert.equal((await bundleOf(`import '${name}';\n`)).toString(), '', name);
  }
});

test('a script-tag bundle that is imported for what it does is not dropped', async () => {
  await bundleOf(`import 'rxpeer/dist/browser/peerjs.min.js';\nconsole.log(typeof globalThis.Peer);\n`);
  assert.equal(run(process.execPath, ['out/bundle.js'], consumer).trim(), 'function');
});
