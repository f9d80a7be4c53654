import ts from 'typescript';

/**
 * Numbers the private names of each class from 0. A minifier gives each of them a name of its own in the whole bundle, which
 * compresses worse: a transformer for TypeScript, before that.
 */
export const shortPrivateNames = (context) => (file) => {
  const classes = [];
  const visit = (node) => {
    if (ts.isClassLike(node)) {
      const first = classes.reduce((sum, { size }) => sum + size, 0); // an inner class sees the names of the outer ones
      const names = node.members.flatMap(({ name }) => (name && ts.isPrivateIdentifier(name) ? [name.text] : []));
      classes.push(new Map([...new Set(names)].map((name, index) => [name, `#_${first + index}`])));
      const renamed = ts.visitEachChild(node, visit, context);
      classes.pop();
      return renamed;
    }
    if (!ts.isPrivateIdentifier(node)) return ts.visitEachChild(node, visit, context);
    return context.factory.createPrivateIdentifier(classes.findLast((names) => names.has(node.text)).get(node.text));
  };
  return ts.visitNode(file, visit);
};
