// What is published can be parsed by the oldest browsers that the README names. A page in which one regular expression or
// one block is younger than its browser has nothing of the bundle, not even an error that it could show.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { root } from './consumer.mjs';

/** What of the syntax is younger than Chrome 93, Firefox 92 and Safari 15.4, as far as it is of ES2022 or before. */
const isTooYoung = (node) =>
  ts.isClassStaticBlockDeclaration(node) || // Chrome 94, Firefox 93, Safari 16.4
  (ts.isRegularExpressionLiteral(node) && /\(\?<[=!]/.test(node.text)); // Safari 16.4

const tooYoungIn = (text) => {
  const found = [];
  const look = (node) => {
    if (isTooYoung(node)) found.push(node.getText().slice(0, 80));
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile('file.js', text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS));
  return found;
};

test('it is noticed', () => {
  assert.deepEqual(tooYoungIn('class A { static { A.b = 1; } static c = 2; }'), ['static { A.b = 1; }']);
  assert.deepEqual(tooYoungIn('/(?<!a)b/.test(/(?<name>a)(?:b)(?=c)/)'), ['/(?<!a)b/']);
});

for (const folder of ['browser', 'cjs', 'esm']) {
  test(`dist/${folder} has none of it`, () => {
    const files = readdirSync(path.join(root, 'dist', folder), { recursive: true }).filter((file) =>
      file.endsWith('.js'),
    );
    assert.ok(files.length >= 4);
    const found = files.flatMap((file) =>
      tooYoungIn(readFileSync(path.join(root, 'dist', folder, file), 'utf8')).map((what) => `${file}: ${what}`),
    );
    assert.deepEqual(found, []);
  });
}
