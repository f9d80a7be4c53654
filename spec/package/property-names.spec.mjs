// Applications' minifiers may rename properties with a leading underscore (`--mangle-props=^_`). They rename a name wherever it
// stands as a name, and leave it alone where it stands in quotes: so none may stand as both, and `__peerData`, which the
// other side knows, in quotes only.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { root } from './consumer.mjs';

/** Whether an identifier names a property. */
function namesProperty(node) {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isBindingElement(parent))
    return parent.propertyName ? parent.propertyName === node : ts.isObjectBindingPattern(parent.parent);
  const canBeNamed =
    ts.isPropertyAccessExpression(parent) || ts.isObjectLiteralElement(parent) || ts.isClassElement(parent);
  return canBeNamed && parent.name === node;
}

/** Names with a leading underscore: of properties, and in quotes. */
function underscoredIn(sources) {
  const properties = new Set();
  const texts = new Set();
  const visit = (node) => {
    if (ts.isStringLiteralLike(node) && node.text.startsWith('_')) texts.add(node.text);
    if (ts.isIdentifier(node) && node.text.startsWith('_') && namesProperty(node)) properties.add(node.text);
    ts.forEachChild(node, visit);
  };
  for (const source of sources) visit(ts.createSourceFile('source.js', source, ts.ScriptTarget.ES2022, true));
  return { properties: [...properties], texts: [...texts] };
}

test('names are found wherever they stand', () => {
  const source = `const { _a, b: _no, _c: d } = { _e: 1, _f, ['_g']: 2, '_h': 3, _i() {} };
    d._j?._k; class K { _l = 1; static get _m() {} #_no; } const f = ([_no], _no) => d['_n'];`;
  assert.deepEqual(underscoredIn([source]), {
    properties: ['_a', '_c', '_e', '_f', '_i', '_j', '_k', '_l', '_m'],
    texts: ['_g', '_h', '_n'],
  });
});

test('the build has no name with a leading underscore both as a property and in quotes', () => {
  const folder = path.join(root, 'dist/esm'); // what bundlers take
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.js'));
  const { properties, texts } = underscoredIn(files.map((name) => readFileSync(path.join(folder, name), 'utf8')));
  assert.ok(texts.includes('__peerData'));
  assert.deepEqual(
    properties.filter((name) => texts.includes(name)),
    [],
  );
});
