import { type Elementwise, type ElementwiseStep, erf, functionOfActivation } from '@csm/core/extend';
import type { GraphSoFar, NewNode } from './pattern.js';

type ScalarFunction = ElementwiseStep['function'];
type Input = ElementwiseStep['inputs'][number];
type ConstantInput = Exclude<Input, number>;

const truth = (value: boolean): number => (value ? 1 : 0);

const MERGES: Readonly<Record<string, ScalarFunction>> = {
  add: (a, b) => a + b,
  average: (a, b) => (a + b) / 2,
  divide: (a, b) => a / b,
  maximum: (a, b) => Math.max(a, b),
  minimum: (a, b) => Math.min(a, b),
  multiply: (a, b) => a * b,
  power: (a, b) => a ** b,
  subtract: (a, b) => a - b,
};

const COMPARISONS: Readonly<Record<string, ScalarFunction>> = {
  and: (a, b) => truth(a !== 0 && b !== 0),
  equal: (a, b) => truth(a === b),
  greater: (a, b) => truth(a > b),
  greaterOrEqual: (a, b) => truth(a >= b),
  less: (a, b) => truth(a < b),
  lessOrEqual: (a, b) => truth(a <= b),
  or: (a, b) => truth(a !== 0 || b !== 0),
};

const FUNCTIONS: Readonly<Partial<Record<Elementwise['function'], (x: number) => number>>> = {
  abs: Math.abs,
  exp: Math.exp,
  erf,
  log: Math.log,
  reciprocal: (x) => 1 / x,
  sign: Math.sign,
  sqrt: Math.sqrt,
};

/** The elementwise function that a node computes; undefined if it computes another one, or broadcasts one of its inputs. */
export function elementwiseStep(node: NewNode, graph: GraphSoFar): ElementwiseStep | undefined {
  const { operation, inputs } = node;
  switch (operation.kind) {
    case 'activation': {
      const own = functionOfActivation(operation);
      return own && stepOf(node, graph, own);
    }
    case 'scale':
      return stepOf(node, graph, (a, b) => a * b, numbersOf(graph, operation.factor));
    case 'shift':
      return stepOf(node, graph, (a, b) => a + b, numbersOf(graph, operation.by));
    case 'elementwise': {
      const own = functionOf(operation);
      return own && stepOf(node, graph, own);
    }
    case 'comparison': {
      const own = COMPARISONS[operation.comparison];
      return own && inputs.length === 2 ? stepOf(node, graph, own) : undefined;
    }
    case 'where':
      return stepOf(node, graph, (condition, a, b) => (condition === 0 ? b : a));
    default: {
      const own = MERGES[operation.kind];
      return own && inputs.length === 2 ? stepOf(node, graph, own) : undefined;
    }
  }
}

/** @param more a constant after the inputs; `none` if it has too many numbers. */
function stepOf(
  { inputs, outputShape }: NewNode,
  graph: GraphSoFar,
  own: ScalarFunction,
  more?: Input | 'none',
): ElementwiseStep | undefined {
  const all: Input[] = [];
  for (const id of inputs) {
    const numbers = constantOf(graph, id);
    if (numbers === 'none') return undefined;
    if (numbers) all.push(numbers);
    else if (`${graph.nodes[id]?.outputShape}` === `${outputShape}`) all.push(id);
    else return undefined;
  }
  if (more === 'none') return undefined;
  return { function: own, inputs: more === undefined ? all : [...all, more] };
}

/** The numbers of a constant node, which may be reshaped; undefined for another node, `none` if it has too many numbers. */
function constantOf(graph: GraphSoFar, id: number): ConstantInput | 'none' | undefined {
  const node = graph.nodes[id];
  if (node?.operation.kind === 'constant') return numbersOf(graph, node.operation.value);
  const [input] = node?.inputs ?? [];
  if (node?.operation.kind !== 'reshape' || input === undefined) return undefined;
  const own = constantOf(graph, input);
  if (own === undefined || own === 'none') return own;
  return own.values.length === 1 ? own : { ...own, shape: node.outputShape };
}

function numbersOf(
  graph: GraphSoFar,
  value: Parameters<GraphSoFar['numbersOf']>[0] | number,
): ConstantInput | 'none' {
  if (typeof value === 'number') return { shape: [], values: [value] };
  const values = graph.numbersOf(value);
  return values ? { shape: values.length === 1 ? [] : value.shape, values } : 'none';
}

function functionOf({
  function: name,
  exponent = 1,
  minimum,
  maximum,
}: Elementwise): ScalarFunction | undefined {
  if (name === 'power') return (x) => x ** exponent;
  if (name === 'clip') {
    const [least, most] = [minimum ?? Number.NEGATIVE_INFINITY, maximum ?? Number.POSITIVE_INFINITY];
    return (x) => Math.min(Math.max(x, least), most);
  }
  const own = FUNCTIONS[name];
  return own && ((x) => own(x));
}
