// What is published: the right files, an exports map that every resolver reads alike, bundles of bounded size.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { pack, root, run, temporaryFolder } from './consumer.mjs';

const bin = (name) => path.join(root, 'node_modules/.bin', name);
const packed = pack(temporaryFolder());

test('it holds the builds and the documents, and nothing else', () => {
  // Those that the README links to, too.
  const documents = [
    ...['ARCHITECTURE.md', 'CHANGELOG.md', 'LICENSE', 'PROTOCOL.md', 'README.md', 'README.zh-CN.md'],
    ...['bench/RESULTS.md', 'package.json'],
  ];
  const builds = /^dist\/(esm|cjs)\/([\w-]+\/)*[\w-]+\.(js|js\.map|d\.ts)$/;
  const bundles = /^dist\/browser\/(rxpeer|peerjs)(\.min)?\.js(\.map)?$/;
  const others = packed.files.filter((file) => !builds.test(file) && !bundles.test(file));
  const besides = ['dist/cjs/package.json', 'dist/browser/package.json', 'dist/browser/LICENSE.rxjs.txt'];
  assert.deepEqual(others.sort(), [...documents, ...besides].sort());
  assert.equal(packed.files.filter((file) => bundles.test(file)).length, 8);
});

test('publint finds nothing', async () => {
  const { messages, pkg } = await publint({
    strict: true,
    pack: { tarball: new Uint8Array(readFileSync(packed.tarball)).buffer },
  });
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg, { color: false })),
    [],
  );
});

test('the types are right for ESM, CommonJS and bundlers', () => {
  // node10, the resolution before exports maps, is left out: it cannot see rxpeer/operators.
  run(bin('attw'), ['--profile', 'node16', '--no-definitely-typed', '--format', 'ascii', packed.tarball], root);
});

test('the script-tag bundles are within their limits', (t) => {
  const sizes = JSON.parse(run(bin('size-limit'), ['--json'], root));
  for (const { name, size } of sizes) t.diagnostic(`${name}: ${size} bytes gzipped`);
  assert.equal(sizes.length, 2);
});
