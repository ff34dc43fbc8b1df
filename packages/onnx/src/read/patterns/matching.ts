import type { Operation, Weight } from '@csm/core/extend';
import type { GraphSoFar, NewNode } from './pattern.js';

/** A node by its id. */
export function nodeOf(graph: GraphSoFar, id: number | undefined): NewNode | undefined {
  return id === undefined ? undefined : graph.nodes[id];
}

/** The single number that a scale or shift uses; undefined if it uses several. */
export function singleNumber(graph: GraphSoFar, value: Weight | number): number | undefined {
  if (typeof value === 'number') return value;
  return value.size === 1 ? graph.numbersOf(value)?.[0] : undefined;
}

/** The exponent of a node that raises its input to a power, a square root or a reciprocal included. */
function exponentOf({ operation }: NewNode): number | undefined {
  if (operation.kind !== 'elementwise') return undefined;
  if (operation.function === 'sqrt') return 0.5;
  if (operation.function === 'reciprocal') return -1;
  return operation.function === 'power' ? operation.exponent : undefined;
}

/** The id of the node whose numbers a node raises to a power; several powers in a row are multiplied. */
export function baseOfPower(graph: GraphSoFar, id: number, exponent: number): number | undefined {
  const node = nodeOf(graph, id);
  const own = node && exponentOf(node);
  const [input] = node?.inputs ?? [];
  if (own === undefined || input === undefined) return undefined;
  if (own === exponent) return input;
  // √ and then 1 / x, in either order.
  const isRootOf = exponent === -0.5 && (own === 0.5 || own === -1);
  return isRootOf ? baseOfPower(graph, input, exponent / own) : undefined;
}

/** The id of the node whose square a node computes. */
export function baseOfSquare(graph: GraphSoFar, id: number): number | undefined {
  const node = nodeOf(graph, id);
  if (node?.operation.kind === 'multiply' && node.inputs.length === 2) {
    const [a, b] = node.inputs;
    return a === b ? a : undefined;
  }
  return baseOfPower(graph, id, 2);
}

/** The node whose numbers a node sums or averages along axes, and those axes, if the output broadcasts against that node. */
export interface Reduced {
  readonly of: number;
  readonly axes: readonly number[];
  readonly reduction: Extract<Operation, { readonly kind: 'reduction' }>['reduction'];
}

/**
 * The reduction that computes a node, which may be reshaped so that it has the reduced axes with length 1, or be expanded to the whole
 * shape.
 */
export function reducedBy(graph: GraphSoFar, id: number): Reduced | undefined {
  const used = nodeOf(graph, id);
  let node = used;
  while (node && (node.operation.kind === 'reshape' || node.operation.kind === 'expand'))
    node = nodeOf(graph, node.inputs[0]);
  const [of] = node?.inputs ?? [];
  if (used === undefined || node?.operation.kind !== 'reduction' || of === undefined) return undefined;
  const { axes, reduction } = node.operation;
  const whole = nodeOf(graph, of)?.outputShape ?? [];
  const kept = whole.map((length, i) => (axes.includes(i + 1) ? 1 : length));
  const broadcasts =
    `${used.outputShape}` === `${kept}` || (used !== node && `${used.outputShape}` === `${whole}`);
  return broadcasts && isSameOrder(graph, id, kept) ? { of, axes, reduction } : undefined;
}

/** Whether the nodes from a reduction to its use only add or expand axes of length 1. */
function isSameOrder(graph: GraphSoFar, id: number, kept: readonly number[]): boolean {
  const longer = (shape: readonly number[]) => shape.filter((length) => length !== 1);
  for (let node = nodeOf(graph, id); node; node = nodeOf(graph, node.inputs[0])) {
    if (node.operation.kind === 'reduction') return `${longer(node.outputShape)}` === `${longer(kept)}`;
    const [input] = node.inputs;
    const from = nodeOf(graph, input)?.outputShape ?? [];
    if (node.operation.kind === 'reshape' && `${longer(from)}` !== `${longer(node.outputShape)}`)
      return false;
    if (node.operation.kind === 'expand' && `${from}` !== `${kept}`) return false;
  }
  return false;
}

/** The id of the node to which a small positive number is added, and that number. */
export function shiftedBy(
  graph: GraphSoFar,
  id: number,
): { readonly of: number; readonly by: number } | undefined {
  const node = nodeOf(graph, id);
  const [of] = node?.inputs ?? [];
  if (node?.operation.kind !== 'shift' || of === undefined) return undefined;
  const by = singleNumber(graph, node.operation.by);
  return by !== undefined && by >= 0 && `${node.outputShape}` === `${nodeOf(graph, of)?.outputShape}`
    ? { of, by }
    : undefined;
}

/**
 * For a quotient a / √s, or a product with s^−½: the ids of a and s.
 */
export function overRoot(
  graph: GraphSoFar,
  { operation, inputs }: NewNode,
): readonly { readonly of: number; readonly root: number }[] {
  const [a, b] = inputs;
  if (a === undefined || b === undefined || inputs.length !== 2) return [];
  const found = (of: number, other: number, exponent: number) => {
    const root = baseOfPower(graph, other, exponent);
    return root === undefined ? [] : [{ of, root }];
  };
  if (operation.kind === 'divide') return found(a, b, 0.5);
  return operation.kind === 'multiply' ? [...found(a, b, -0.5), ...found(b, a, -0.5)] : [];
}
