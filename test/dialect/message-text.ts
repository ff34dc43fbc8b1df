import ts from 'typescript';

/** Stands for the part of a message that is only known when the program runs. */
export const UNKNOWN = '\u0000';

/**
 * The texts to which an expression may evaluate, with {@link UNKNOWN} for parts that cannot be read from the source.
 * It reads literals, templates, sums, conditional expressions, and constants and return values of functions of the
 * same file.
 */
export function textsOf(expression: ts.Expression, depth = 0): string[] {
  if (depth > 6) return [UNKNOWN];
  const inside = (inner: ts.Expression) => textsOf(inner, depth + 1);
  if (ts.isStringLiteralLike(expression)) return [expression.text];
  if (ts.isIdentifier(expression) && expression.text === 'undefined') return [];
  if (ts.isParenthesizedExpression(expression) || ts.isAsExpression(expression)) {
    return inside(expression.expression);
  }
  if (ts.isConditionalExpression(expression)) {
    return [...inside(expression.whenTrue), ...inside(expression.whenFalse)];
  }
  if (ts.isBinaryExpression(expression)) {
    const { kind } = expression.operatorToken;
    const sides = [inside(expression.left), inside(expression.right)] as const;
    if (kind === ts.SyntaxKind.PlusToken) return joined(...sides);
    if (kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken)
      return sides.flat();
    return [UNKNOWN];
  }
  if (ts.isTemplateExpression(expression)) {
    return expression.templateSpans.reduce(
      (texts, span) => joined(joined(texts, inside(span.expression)), [span.literal.text]),
      [expression.head.text],
    );
  }
  // `sentence` of @csm/base ends a text with a period.
  if (ts.isCallExpression(expression) && expression.expression.getText() === 'sentence')
    return [`${UNKNOWN}.`];
  if (ts.isCallExpression(expression) && ts.isPropertyAccessExpression(expression.expression)) {
    const { expression: list, name } = expression.expression;
    const [first, last] = ts.isArrayLiteralExpression(list) ? [list.elements[0], list.elements.at(-1)] : [];
    if (name.text === 'join' && first && last) return joined(joined(inside(first), [UNKNOWN]), inside(last));
  }
  const declared = ts.isIdentifier(expression)
    ? declarationOf(expression)
    : ts.isCallExpression(expression) && ts.isIdentifier(expression.expression)
      ? declarationOf(expression.expression)
      : undefined;
  if (declared === undefined) return [UNKNOWN];
  if (ts.isCallExpression(expression)) return returnedTexts(declared, depth);
  const { initializer } = declared as ts.VariableDeclaration;
  return ts.isVariableDeclaration(declared) && initializer ? inside(initializer) : [UNKNOWN];
}

/**
 * Concatenates every text of the first list with every text of the second. Returns at most a hundred texts, which
 * are enough to check a message.
 */
function joined(first: readonly string[], second: readonly string[]): string[] {
  return first.flatMap((a) => second.map((b) => a + b)).slice(0, 100);
}

/** The constant or function of the same file that an identifier names, in the innermost scope. */
function declarationOf(
  identifier: ts.Identifier,
): ts.VariableDeclaration | ts.FunctionDeclaration | undefined {
  for (let scope: ts.Node = identifier.parent; scope; scope = scope.parent) {
    if (ts.isFunctionLike(scope)) {
      if (scope.parameters.some(({ name }) => name.getText() === identifier.text)) return undefined;
    }
    if (!ts.isBlock(scope) && !ts.isSourceFile(scope)) continue;
    for (const statement of scope.statements) {
      if (ts.isFunctionDeclaration(statement) && statement.name?.text === identifier.text) return statement;
      if (!ts.isVariableStatement(statement)) continue;
      const { flags, declarations } = statement.declarationList;
      if (!(flags & ts.NodeFlags.Const)) continue;
      const found = declarations.find(({ name }) => name.getText() === identifier.text);
      if (found) return found;
    }
  }
  return undefined;
}

/**
 * The texts that a function may return, as in {@link textsOf}; also for a constant of the same file whose value is
 * a function.
 */
export function returnedTexts(made: ts.Node, depth = 0): string[] {
  const declared = ts.isIdentifier(made) ? declarationOf(made) : made;
  return declared ? textsOfFunction(declared, depth) : [UNKNOWN];
}

function textsOfFunction(declared: ts.Node, depth: number): string[] {
  const made = ts.isVariableDeclaration(declared) ? declared.initializer : declared;
  if (
    !made ||
    !(ts.isArrowFunction(made) || ts.isFunctionExpression(made) || ts.isFunctionDeclaration(made))
  ) {
    return [UNKNOWN];
  }
  if (!made.body) return [UNKNOWN];
  if (!ts.isBlock(made.body)) return textsOf(made.body, depth + 1);
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node))
      texts.push(...(node.expression ? textsOf(node.expression, depth + 1) : [UNKNOWN]));
    else if (!ts.isFunctionLike(node)) node.forEachChild(visit);
  };
  made.body.forEachChild(visit);
  return texts.length > 0 ? texts : [UNKNOWN];
}
