import type { ConverterGraph, ConverterNode } from './converter-graph.js';

/** Names of the nodes that depend on an input of the model; the others are constants. */
export function dependentNodes(graph: ConverterGraph): Set<string> {
  const dependent = new Set<string>();
  const add = (node: ConverterNode) => {
    if (dependent.has(node.name)) return;
    dependent.add(node.name);
    node.children.forEach(add);
  };
  graph.placeholders.filter(({ op }) => op === 'Placeholder').forEach(add);
  return dependent;
}

/**
 * The reasons why nodes cannot be run or explained, by node name: a node's problem applies to all nodes that depend
 * on it.
 */
export function graphProblems(graph: ConverterGraph): Map<string, string> {
  const problems = new Map<string, string>();
  const spread = (node: ConverterNode, problem: string) => {
    if (problems.has(node.name)) return;
    problems.set(node.name, problem);
    for (const child of node.children) spread(child, problem);
  };
  for (const node of Object.values(graph.nodes)) {
    const problem = problemOf(node);
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
  if (category === undefined) return 'is an operation that tfjs does not know';
  if (category === 'control') return 'is control flow, which only runs asynchronously';
  if (category === 'dynamic' || category === 'hash_table')
    return 'has a result whose shape depends on the data';
  if (RANDOM.test(op)) {
    return 'draws random numbers: name a tensor before it as the latent, such as the mean, with { output }';
  }
  const type = attrParams.dtype?.value;
  if (op === 'Placeholder' && type !== undefined && type !== 'float32') {
    return `is an input of type ${type}; only float32 inputs can be explained`;
  }
  return undefined;
}
