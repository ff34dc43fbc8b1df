import ts from 'typescript';
import type { PublicApi } from '../public-exports.js';

/** A public function, and one of its options parameters. */
export interface OptionFunction {
  readonly entry: string;
  readonly name: string;
  readonly declaration: ts.FunctionLikeDeclaration;
  readonly parameter: ts.ParameterDeclaration;
}

/** Functions that do not check their options, with the reasons. */
export const NO_CHECK: Readonly<Record<string, string>> = {
  checkOptions: 'it is the check',
  explainScores: 'the function whose name it takes checks its options, which may be more',
  traceInputs: "gives its options to the encoder's trace",
};

/**
 * Every options parameter of every function that a package exports. An options parameter has a type named `…Options`
 * or the name `options`.
 */
export function optionFunctions({ entries, checker }: PublicApi): OptionFunction[] {
  return entries.flatMap(({ name: entry, exports }) =>
    exports.flatMap(({ name, symbol }) =>
      (symbol.declarations ?? []).flatMap((declared) => {
        const declaration = functionOf(declared);
        if (!declaration?.body) return [];
        return declaration.parameters
          .filter((parameter) => holdsOptions(parameter, checker))
          .map((parameter) => ({ entry, name, declaration, parameter }));
      }),
    ),
  );
}

/** The source files of the packages that their entries import. */
export function sourcesOf({ program }: PublicApi): ts.SourceFile[] {
  return program.getSourceFiles().filter(({ fileName }) => /\/packages\/[^/]+\/src\//.test(fileName));
}

function holdsOptions(parameter: ts.ParameterDeclaration, checker: ts.TypeChecker): boolean {
  if (/^(?:options|config|configuration|settings)$/.test(parameter.name.getText())) return true;
  const type = checker.getNonNullableType(checker.getTypeAtLocation(parameter));
  return /Options$/.test((type.aliasSymbol ?? type.symbol)?.name ?? '');
}

/** The function that a declaration makes: `function f() {}` or `const f = () => {}`. */
function functionOf(declared: ts.Declaration): ts.FunctionLikeDeclaration | undefined {
  if (ts.isFunctionDeclaration(declared)) return declared;
  if (!ts.isVariableDeclaration(declared) || !declared.initializer) return undefined;
  const made = declared.initializer;
  return ts.isArrowFunction(made) || ts.isFunctionExpression(made) ? made : undefined;
}

/**
 * Whether a function passes its options to `checkOptions`, directly or through a function that it calls with the same
 * object or a copy (`{ ...options }`).
 */
export function checksOptions(
  declaration: ts.FunctionLikeDeclaration,
  parameter: ts.ParameterDeclaration,
  checker: ts.TypeChecker,
  depth = 0,
): boolean {
  if (!declaration.body || depth > 4) return false;
  const name = parameter.name.getText();
  let found = false;
  const visit = (node: ts.Node): void => {
    if (found) return;
    if (ts.isCallExpression(node)) {
      const at = node.arguments.findIndex((argument) => isObject(argument, name));
      if (at >= 0) found = node.expression.getText() === 'checkOptions' || passesOn(node, at);
    }
    node.forEachChild(visit);
  };
  const passesOn = (call: ts.CallExpression, at: number): boolean => {
    const symbol = checker.getSymbolAtLocation(call.expression);
    const declared =
      symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return (declared?.declarations ?? []).some((each) => {
      const called = functionOf(each);
      const taken = called?.parameters[at];
      return called && taken ? checksOptions(called, taken, checker, depth + 1) : false;
    });
  };
  visit(declaration.body);
  return found;
}

/** `options`, `{ ...options }` or `{ ...options, more }`. */
function isObject(expression: ts.Expression, name: string): boolean {
  if (ts.isIdentifier(expression)) return expression.text === name;
  return (
    ts.isObjectLiteralExpression(expression) &&
    expression.properties.some(
      (property) => ts.isSpreadAssignment(property) && property.expression.getText() === name,
    )
  );
}
