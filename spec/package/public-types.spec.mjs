// No `any` in what users see: the declarations reachable from the entries, whether exported by name or not.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { root } from './consumer.mjs';

const dist = path.join(root, 'dist/esm');
const entries = ['index.d.ts', 'msgpack.d.ts', 'operators.d.ts', 'structured.d.ts'].map((name) =>
  path.join(dist, name),
);

/** Every `any` written in a declaration that can be reached from the entries' exports, as file:line. */
function findAny() {
  const options = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, types: [] };
  const program = ts.createProgram(entries, { ...options, target: ts.ScriptTarget.ES2022, strict: true, noEmit: true });
  const checker = program.getTypeChecker();
  const seen = new Set();
  const found = new Set();

  const follow = (symbol) => {
    if (!symbol) return;
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    for (const declaration of target.declarations ?? []) {
      if (seen.has(declaration) || !declaration.getSourceFile().fileName.startsWith(dist)) continue;
      seen.add(declaration);
      visit(declaration);
    }
  };
  const visit = (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) {
      const file = node.getSourceFile();
      const { line } = file.getLineAndCharacterOfPosition(node.getStart());
      found.add(`${path.relative(root, file.fileName)}:${line + 1}`);
    }
    if (ts.isIdentifier(node)) follow(checker.getSymbolAtLocation(node));
    ts.forEachChild(node, visit);
  };

  for (const entry of entries) {
    const file = program.getSourceFile(entry);
    assert.ok(file, `${entry} is not there: npm run build`);
    checker.getExportsOfModule(checker.getSymbolAtLocation(file)).forEach(follow);
  }
  return { found: [...found], declarations: seen.size };
}

test('public types contain no any', () => {
  const { found, declarations } = findAny();
  assert.ok(declarations > 0);
  assert.deepEqual(found, []);
});
