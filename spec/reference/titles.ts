import { existsSync, readFileSync } from 'node:fs';
import ts from 'typescript';

/** `it`, `test`, and either with `each`; one that is skipped proves nothing. */
const isTest = (callee: ts.Expression): boolean => {
  if (ts.isIdentifier(callee)) return callee.text === 'it' || callee.text === 'test';
  if (ts.isPropertyAccessExpression(callee)) return callee.name.text === 'each' && isTest(callee.expression);
  return ts.isCallExpression(callee) && ts.isPropertyAccessExpression(callee.expression) && isTest(callee.expression);
};

const parse = (file: string): readonly string[] => {
  if (!existsSync(file)) return [];
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    const title = ts.isCallExpression(node) && isTest(node.expression) ? node.arguments[0] : undefined;
    if (title && ts.isStringLiteralLike(title)) titles.push(title.text);
    else if (title && ts.isTemplateExpression(title)) titles.push(title.getText().slice(1, -1));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
};

const known = new Map<string, readonly string[]>();

/** The titles of the tests in a file, as they stand in its source: with `%s` and `${…}` in them. */
export const titlesIn = (file: string): readonly string[] => {
  const titles = known.get(file) ?? parse(file);
  known.set(file, titles);
  return titles;
};
