import ts from 'typescript';
import { nodesWhere, placeOf } from './sources.js';

/** A place in a source that draws random numbers from something other than `keyedRandom`. */
export interface OtherDraw {
  readonly place: string;
  /** What draws the numbers, such as `Math.random` or `seedrandom`. */
  readonly source: string;
}

/** Packages of random generators. */
const GENERATORS = /^(?:seedrandom|pure-rand)(?:\/|$)/;

/** Ways to draw. The names are those of imports with their package, such as `d3-random:randomNormal`. */
const DRAWS: readonly {
  readonly name: RegExp;
  readonly allows?: (call: ts.CallExpression | undefined) => boolean;
}[] = [
  { name: /(?:^|\.)Math\.random$/ },
  { name: /^d3-random:(?!\w+\.source$)/ },
  {
    name: /^@tensorflow\/tfjs(?:-core)?:(?:dropout|multinomial|rand|random(?:Gamma|Normal|StandardNormal|Uniform|UniformInt)|truncatedNormal)$/,
  },
  {
    name: /^@tensorflow\/tfjs(?:-core)?:util\.(?:createShuffledIndices|randUniform|shuffle|shuffleCombo)$/,
  },
  // Without their last argument, the generator, they use Math.random.
  { name: /^simple-statistics:shuffle(?:InPlace)?$/, allows: (call) => call?.arguments.length === 2 },
  {
    name: /^simple-statistics:(?:kMeansCluster|sample|sampleWithReplacement)$/,
    allows: (call) => call?.arguments.length === 3,
  },
  { name: /^simple-statistics:permutationTest$/, allows: (call) => call?.arguments.length === 5 },
  // Initializers, which may be taken from tfjs-layers by destructuring, and layers, which draw weights without a seed by default.
  {
    name: /^(?:.*\binitializers\.)?(?:(?:glorot|he|leCun)(?:Normal|Uniform)|orthogonal|random(?:Normal|Uniform)|truncatedNormal|varianceScaling)$/,
    allows: (call) => call === undefined || hasOption(call, /^seed$/),
  },
  {
    name: /\blayers\.(?:conv\w+|dense|depthwiseConv2d|embedding|gru(?:Cell)?|lstm(?:Cell)?|separableConv2d|simpleRNN(?:Cell)?)$/,
    allows: (call) => call === undefined || hasOption(call, /^(?:kernelInitializer|weights)$/),
  },
];

/** The random draws of sources that do not come from `keyedRandom`, as far as the text tells. */
export function otherDraws(sources: readonly ts.SourceFile[]): OtherDraw[] {
  return sources.flatMap((source) => [...importedGenerators(source), ...draws(source)]);
}

function importedGenerators(source: ts.SourceFile): OtherDraw[] {
  return nodesWhere([source], ts.isImportDeclaration)
    .filter((node) => GENERATORS.test(packageOf(node)))
    .map((node) => ({ place: placeOf(node), source: packageOf(node) }));
}

function draws(source: ts.SourceFile): OtherDraw[] {
  const imported = importedNames(source);
  return nodesWhere([source], isWholeName).flatMap((node) => {
    const name = fullName(node, imported);
    const call =
      ts.isCallExpression(node.parent) && node.parent.expression === node ? node.parent : undefined;
    const isOther = DRAWS.some((way) => way.name.test(name) && !way.allows?.(call));
    return isOther ? [{ place: placeOf(node), source: name }] : [];
  });
}

/** A name such as `util.shuffle`, in an expression, that is no part of a longer one. */
function isWholeName(node: ts.Node): node is ts.Identifier | ts.PropertyAccessExpression {
  const { parent } = node;
  if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) return false;
  return (
    !ts.isPropertyAccessExpression(parent) && !ts.isImportSpecifier(parent) && !ts.isBindingElement(parent)
  );
}

/** The name with the package that it is imported from: `tf.util.shuffle` is `@tensorflow/tfjs-core:util.shuffle`. */
function fullName(node: ts.Node, imported: ReadonlyMap<string, string>): string {
  const [first = '', ...rest] = node.getText().split('.');
  const whole = imported.get(first) ?? first;
  return rest.length === 0 ? whole : `${whole}${whole.endsWith(':') ? '' : '.'}${rest.join('.')}`;
}

/** The full name of each imported one; that of a whole package ends with a colon. */
function importedNames(source: ts.SourceFile): Map<string, string> {
  const names = new Map<string, string>();
  for (const node of nodesWhere([source], ts.isImportDeclaration)) {
    const bindings = node.importClause?.namedBindings;
    if (bindings === undefined) continue;
    if (ts.isNamespaceImport(bindings)) names.set(bindings.name.text, `${packageOf(node)}:`);
    else {
      for (const { name, propertyName } of bindings.elements) {
        names.set(name.text, `${packageOf(node)}:${(propertyName ?? name).text}`);
      }
    }
  }
  return names;
}

const packageOf = ({ moduleSpecifier }: ts.ImportDeclaration): string =>
  ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : '';

/** Whether the first argument has an option of this name, or spreads an object that may have it. */
function hasOption({ arguments: [options] }: ts.CallExpression, name: RegExp): boolean {
  return (
    options !== undefined &&
    ts.isObjectLiteralExpression(options) &&
    options.properties.some((each) => ts.isSpreadAssignment(each) || name.test(each.name?.getText() ?? ''))
  );
}
