import { size } from '@csm/base';
import type { Graph, GraphNode } from '@csm/core/extend';
import { functionOf } from './functions.js';
import { type Route, routesOf } from './routes.js';
import { numbers, type Sums, sumsOf } from './sums.js';

/** What arithmetic does to a number that was computed from terms whose magnitudes add up to `magnitude`. */
export type Rounding = (value: number, magnitude: number) => number;

export const exact: Rounding = (value) => value;

/** A node with all that it computes for one sample. */
export interface Step {
  readonly node: GraphNode;
  readonly taken: readonly Float64Array[];
  readonly output: Float64Array;
  readonly sums?: Sums | undefined;
  readonly routes?: readonly Route[] | undefined;
}

/** Sums that the library computes with one rounding where a method asks for it. */
const ACCURATE: readonly string[] = ['convolution', 'dense'];

/**
 * Runs an encoder on one sample in float64, with plain loops and none of the library's operations.
 * @param index of the sample, which tells its row of the given values.
 */
export function float64Steps(
  graph: Graph,
  sample: ArrayLike<number>,
  index: number,
  rounding = exact,
): Step[] {
  const steps: Step[] = [];
  for (const node of graph.nodes) {
    const taken = node.inputs.map((id) => steps[id]!.output);
    const shapes = node.inputs.map((id) => graph.nodes[id]!.outputShape);
    const sums = sumsOf({ node, shapes, taken });
    const routes = routesOf(node, shapes);
    const output =
      node.id === graph.input
        ? Float64Array.from(sample)
        : computed(node, { taken, sums, routes }, index, rounding);
    steps[node.id] = { node, taken, output, sums, routes };
  }
  return steps;
}

function computed(
  { name, operation, outputShape, constantInputs = [] }: GraphNode,
  { taken, sums, routes }: Omit<Step, 'node' | 'output'>,
  index: number,
  rounding: Rounding,
): Float64Array {
  const f = functionOf(operation);
  const [x = new Float64Array(), other = new Float64Array()] = taken;
  const output = new Float64Array(size(outputShape));
  if (sums) {
    const magnitudes = new Float64Array(output.length);
    sums.each((i, from, input, weight) => {
      const product = weight * taken[from]![input]!;
      output[i]! += product;
      magnitudes[i]! += Math.abs(product);
    });
    return output.map((value, i) => {
      const result = value + sums.bias(i);
      return rounding(result, ACCURATE.includes(operation.kind) ? Math.abs(result) : magnitudes[i]!);
    });
  }
  if (routes) return output.map((_, i) => taken[routes[i]![0]]![routes[i]![1]]!);
  if (f) {
    // Numbers that do not depend on the input, such as those of a class, are exact.
    const isConstant = constantInputs[0] ?? false;
    return x.map((value) => (isConstant ? f(value) : rounding(f(value), Math.abs(f(value)))));
  }
  switch (operation.kind) {
    case 'multiply':
      return output.map((_, i) => {
        const product = x[i % x.length]! * other[i % other.length]!;
        return rounding(product, Math.abs(product));
      });
    case 'given':
      return numbers(operation.values).subarray(index * output.length, (index + 1) * output.length);
    case 'constant':
      return numbers(operation.value);
    case 'comparison':
      return output.map((_, i) => {
        const [a, b] = [x[i % x.length]!, other[i % other.length]!];
        return Number(operation.comparison === 'or' ? a !== 0 || b !== 0 : a === b);
      });
    default:
      throw new Error(`float64: node "${name}" (${operation.kind}) is not written down.`);
  }
}
