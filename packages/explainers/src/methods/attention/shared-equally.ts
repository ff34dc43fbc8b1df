import {
  type BackwardRule,
  type Graph,
  type GraphNode,
  isRouting,
  operationForward,
  operationVjp,
} from '@csm/core/extend';
import { div, mul, onesLike, type Tensor, zerosLike } from '@tensorflow/tfjs-core';
import { isCentredNormalization, isDivisionByNorm } from '../../rules/attention/matchers.js';
import { isElementwise } from '../../rules/matchers.js';

/** Layers with a kernel, in which each output depends on several inputs. */
const WINDOWS: readonly string[] = [
  'convolution',
  'convolution1d',
  'convolution3d',
  'depthwiseConvolution',
  'dense',
];
/** Layers whose own derivative keeps the sum of values: shares of a mean, or the winner. */
const POOLS: readonly string[] = ['averagePool', 'maxPool', 'resample'];
/** Layers that compute each number from the number in its place, and sums of such. */
const IN_PLACE: readonly string[] = [
  'add',
  'subtract',
  'average',
  'shift',
  'scale',
  'multiply',
  'batchNormalization',
];

/** Whether {@link sharedEqually} has a rule for a node. */
export function canShareEqually(graph: Graph, node: GraphNode): boolean {
  const { operation, inputs, constantInputs } = node;
  if (inputs.every((_, i) => constantInputs?.[i])) return true;
  if (isRouting(operation, constantInputs)) return true;
  if ([...WINDOWS, ...POOLS].includes(operation.kind)) return true;
  const isInPlace =
    IN_PLACE.includes(operation.kind) ||
    isElementwise(node) ||
    isCentredNormalization(node) ||
    isDivisionByNorm(node);
  const isBroadcast = inputs.some(
    (id, i) => !constantInputs?.[i] && `${graph.nodes[id]?.outputShape}` !== `${node.outputShape}`,
  );
  return isInPlace && !isBroadcast;
}

/**
 * The rule that passes values of tokens on to the inputs, for a node before the tokens: each output of a convolution or dense layer is shared
 * equally among the inputs that it depends on, whatever the weights, so that a patch's pixels share the value of its token. Undefined for
 * nodes that copy numbers, which pass values on by their own derivative.
 */
export function sharedEqually({ operation, constantInputs }: GraphNode): BackwardRule | undefined {
  if (isRouting(operation, constantInputs) || POOLS.includes(operation.kind)) return undefined;
  return { name: 'shared equally', backward: WINDOWS.includes(operation.kind) ? overWindow : overInputs };
}

const overWindow: BackwardRule['backward'] = ({ node, inputs: [x], output, cotangent }) => {
  const { kernel, bias: _, ...rest } = node.operation as unknown as { kernel: Tensor; bias?: Tensor };
  const flat = { ...rest, kernel: onesLike(kernel) } as unknown as GraphNode['operation'];
  const counts = operationForward(flat, [onesLike(x as Tensor)]);
  return operationVjp(flat, { inputs: [x as Tensor], output }, div(cotangent, counts));
};

const overInputs: BackwardRule['backward'] = ({ node, inputs, cotangent }) => {
  const isConstant = (i: number) => node.constantInputs?.[i] === true;
  const variable = inputs.filter((_, i) => !isConstant(i)).length;
  return inputs.map((input, i) => (isConstant(i) ? zerosLike(input) : mul(cotangent, 1 / variable)));
};
