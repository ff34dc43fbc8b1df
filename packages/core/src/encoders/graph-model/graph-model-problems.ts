import type { ConverterGraph, ConverterNode } from './converter-graph.js';

/** Names of the nodes that depend on an input of the model; the others are constants. */
export function dependentNodes(graph: ConverterGraph): ReadonlySet<string> {
  const dependent = new Set<string>();
  const waiting = graph.placeholders.filter(({ op }) => op === 'Placeholder');
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (dependent.has(node.name)) continue;
    dependent.add(node.name);
    for (const child of node.children) waiting.push(child);
  }
  return dependent;
}

/**
 * The reasons why nodes cannot be run or explained, by node name: a node's problem applies to all nodes that depend
 * on it.
 * @param starts names of the nodes where the encoder starts: no problem before them applies to them.
 * @param given names of the inputs whose values are given, so that they need not be explained.
 */
export function graphProblems(
  graph: ConverterGraph,
  starts: ReadonlySet<string>,
  given: ReadonlySet<string>,
): Map<string, string> {
  const problems = new Map<string, string>();
  const spread = (from: ConverterNode, problem: string) => {
    const waiting = [from];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (problems.has(node.name) || starts.has(node.name)) continue;
      problems.set(node.name, problem);
      for (const child of node.children) waiting.push(child);
    }
  };
  for (const node of Object.values(graph.nodes)) {
    const problem = given.has(node.name) ? undefined : problemOf(node);
    if (problem !== undefined) spread(node, `node "${node.name}" (${node.op}) ${problem}`);
  }
  return problems;
}

/** Whether tfjs refuses to run a node synchronously, even if its output is given. */
export function needsExecuteAsync({ category }: ConverterNode): boolean {
  return category === 'control' || category === 'dynamic' || category === 'hash_table';
}

const RANDOM = /^(Random|TruncatedNormal|Multinomial|StatelessRandom|ParameterizedTruncatedNormal)/;

function problemOf({ op, category, attrParams }: ConverterNode): string | undefined {
  if (op === 'NoOp') return undefined;
  const before = 'name an output that does not depend on it, with { output }';
  if (category === undefined) return `is an operation that tfjs does not know; ${before}`;
  if (category === 'control') return `is control flow, which only runs asynchronously; ${before}`;
  if (category === 'dynamic' || category === 'hash_table')
    return `has a result whose shape depends on the data; ${before}`;
  if (RANDOM.test(op)) {
    return 'draws random numbers; name a tensor before it as the latent, such as the mean, with { output }';
  }
  const type = attrParams.dtype?.value;
  if (op === 'Placeholder' && type !== undefined && type !== 'float32') {
    return `is an input of type ${type}, and only float32 inputs can be explained; start after the lookup with { input }, or give its values with { given }`;
  }
  return undefined;
}
