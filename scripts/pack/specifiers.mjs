import ts from 'typescript';

/**
 * Everything that a compiled file or declaration loads: by `import` and `export … from`, by `import()`, in a type too, and by
 * `require(…)` and `require.resolve(…)`, also one that `createRequire` made.
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

/** What waits at its top level can't be loaded by `require`. */
export function waitsAtTopLevel(text) {
  const waits = (node) =>
    ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)
      ? true
      : !ts.isFunctionLike(node) && ts.forEachChild(node, waits);
  return waits(parse(text)) === true;
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
