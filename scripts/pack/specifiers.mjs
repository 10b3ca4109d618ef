import ts from 'typescript';

/**
 * Finds all specifiers in a compiled file or declaration: of `import`, `export … from`, `import()` (also in types), `require(…)`
 * and `require.resolve(…)`.
 *
 * @returns {{ specifier: string, dynamic: boolean }[]}
 */
export function specifiersIn(text) {
  const found = [];
  visit(parse(text));
  return found;

  function visit(node) {
    const specifier = staticSpecifier(node) ?? dynamicSpecifier(node);
    if (specifier && ts.isStringLiteralLike(specifier)) {
      found.push({ specifier: specifier.text, dynamic: specifier === dynamicSpecifier(node) });
    }
    ts.forEachChild(node, visit);
  }
}

/** CommonJS has no top-level await. */
export function hasTopLevelAwait(text) {
  const awaits = (node) =>
    ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)
      ? true
      : !ts.isFunctionLike(node) && ts.forEachChild(node, awaits);
  return awaits(parse(text)) === true;
}

function parse(text) {
  return ts.createSourceFile('built.ts', text, ts.ScriptTarget.Latest);
}

function staticSpecifier(node) {
  return ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? node.moduleSpecifier : undefined;
}

function dynamicSpecifier(node) {
  if (ts.isImportTypeNode(node)) {
    return node.argument.literal;
  }
  return ts.isCallExpression(node) && loads(node.expression) ? node.arguments[0] : undefined;
}

function loads(callee) {
  if (ts.isPropertyAccessExpression(callee)) {
    return callee.name.text === 'resolve' && callee.expression.text !== 'Promise';
  }
  return callee.kind === ts.SyntaxKind.ImportKeyword || callee.text === 'require';
}
