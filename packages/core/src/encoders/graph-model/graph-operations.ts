import type { Tensor } from '@tensorflow/tfjs-core';
import type { Operation } from '../../graph/operation.js';
import type { Activation, ActivationName } from '../../graph/operations/activation.js';
import type { ConverterNode } from './converter-graph.js';

/** The surroundings of a node of a GraphModel. Shapes are without the batch axis, and undefined if the first axis is not the batch. */
export interface Surroundings {
  /** The weight, if an input is a weight. */
  weight(input: number): Tensor | undefined;
  inputShape(input: number): readonly number[] | undefined;
  /** How many of the inputs depend on the model's inputs. */
  readonly dependent: number;
  readonly outputShape: readonly number[] | undefined;
}

/** The operations that a node consists of, in order, and the inputs of the first one. */
export interface MappedNode {
  readonly operations: readonly Operation[];
  readonly inputs: readonly number[];
}

/** Nodes that return their first input at inference, as tfjs runs them. */
export const PASSING = new Set([
  'Identity',
  'StopGradient',
  'Snapshot',
  'CheckNumerics',
  'PlaceholderWithDefault',
]);

const ACTIVATIONS: Record<string, ActivationName> = {
  Relu: 'relu',
  Relu6: 'relu6',
  Elu: 'elu',
  Selu: 'selu',
  LeakyRelu: 'leakyRelu',
  Sigmoid: 'sigmoid',
  Tanh: 'tanh',
  Softplus: 'softplus',
  Softmax: 'softmax',
  LogSoftmax: 'logSoftmax',
};

/** Whether a node is an activation on its own. */
export function isActivation({ op }: ConverterNode): boolean {
  return op in ACTIVATIONS || op === 'Prelu';
}

const MERGES = {
  Add: 'add',
  AddV2: 'add',
  Sub: 'subtract',
  Mul: 'multiply',
  Maximum: 'maximum',
  Minimum: 'minimum',
} as const;

/** A TensorFlow node as operations of this package; undefined if none describes it. */
export function operationsOfGraphNode(node: ConverterNode, at: Surroundings): MappedNode | undefined {
  const activation = ACTIVATIONS[node.op];
  if (activation !== undefined) {
    return only({ kind: 'activation', activation, ...alphaOf(activation, node.attrParams.alpha?.value) });
  }
  if (node.op in MERGES) return merged(node, at);
  if (node.op === 'Prelu') return sloped(at.weight(1));
  switch (node.op) {
    case 'Conv2D':
    case '_FusedConv2D':
    case 'DepthwiseConv2d':
    case 'DepthwiseConv2dNative':
    case 'FusedDepthwiseConv2dNative':
      return withFusedOps(node, at, convolved(node, at));
    case 'Conv2DBackpropInput':
      return transposedConvolved(node, at);
    case 'MatMul':
    case '_FusedMatMul':
    case 'BatchMatMul':
    case 'BatchMatMulV2':
      return withFusedOps(node, at, multiplied(node, at));
    case 'FusedBatchNorm':
    case 'FusedBatchNormV2':
    case 'FusedBatchNormV3':
      return normalised(node, at);
    case 'MaxPool':
    case 'AvgPool':
      return pooled(node);
    case 'Mean':
    case 'Max':
      return pooledGlobally(node, at);
    case 'Reshape':
    case 'Squeeze':
    case 'ExpandDims':
      return at.inputShape(0) && at.outputShape && only({ kind: 'reshape', shape: at.outputShape });
    case 'Pad':
    case 'PadV2':
      return padded(node, at);
    case 'Transpose':
      return transposed(at);
    case 'ConcatV2':
      return concatenated(node, at);
    case 'AddN':
      return { operations: [{ kind: 'add' }], inputs: node.inputNames.map((_, i) => i) };
    default:
      return undefined;
  }
}

const only = (operation: Operation): MappedNode => ({ operations: [operation], inputs: [0] });

function sloped(alpha: Tensor | undefined): MappedNode | undefined {
  return alpha && only({ kind: 'activation', activation: 'prelu', alpha });
}

function alphaOf(activation: ActivationName, alpha: unknown): { alpha?: number } {
  return activation === 'leakyRelu' ? { alpha: alpha as number } : {};
}

/**
 * Merges two computed tensors of the same rank. If one of them is a constant, the node becomes an opaque, linear
 * node.
 */
function merged(node: ConverterNode, at: Surroundings): MappedNode | undefined {
  const [a, b] = [at.inputShape(0), at.inputShape(1)];
  if (at.dependent !== 2 || a === undefined || a.length !== b?.length) return undefined;
  return { operations: [{ kind: MERGES[node.op as keyof typeof MERGES] }], inputs: [0, 1] };
}

function convolved({ op, attrParams }: ConverterNode, at: Surroundings): Operation | undefined {
  const kernel = at.weight(1);
  const padding = paddingOf(attrParams);
  if (kernel === undefined || padding === undefined || !isChannelsLast(attrParams)) return undefined;
  const strides = spatial(attrParams.strides?.value);
  const dilations = spatial(attrParams.dilations?.value ?? [1, 1, 1, 1]);
  const dilated = dilations.some((distance) => distance !== 1) && { dilations };
  const kind = /depthwise/i.test(op) ? 'depthwiseConvolution' : 'convolution';
  // A kernel with fewer channels than its input convolves groups of channels.
  const channels = at.inputShape(0)?.at(-1);
  return kernel.shape[2] === channels ? { kind, kernel, padding, strides, ...dilated } : undefined;
}

function transposedConvolved({ attrParams }: ConverterNode, at: Surroundings): MappedNode | undefined {
  const kernel = at.weight(1);
  const padding = paddingOf(attrParams);
  const [from, to] = [at.inputShape(2), at.outputShape];
  if (!kernel || !padding || !from || !to || !isChannelsLast(attrParams)) return undefined;
  const strides = spatial(attrParams.strides?.value);
  const regular = strides.every((stride, axis) => {
    const beyond = padding === 'same' ? 0 : Math.max(kernel.shape[axis]! - stride, 0);
    return to[axis] === from[axis]! * stride + beyond;
  });
  if (!regular) return undefined;
  return { operations: [{ kind: 'transposedConvolution', kernel, padding, strides }], inputs: [2] };
}

function multiplied({ attrParams }: ConverterNode, at: Surroundings): Operation | undefined {
  const kernel = at.weight(1);
  const turned = attrParams.transposeA?.value || attrParams.transposeB?.value;
  return kernel?.rank === 2 && !turned ? { kind: 'dense', kernel } : undefined;
}

/** Adds the bias and the activation that TensorFlow's optimiser has fused into a node. */
function withFusedOps(
  { attrParams }: ConverterNode,
  at: Surroundings,
  operation: Operation | undefined,
): MappedNode | undefined {
  const fused = [...((attrParams.fusedOps?.value as string[] | undefined) ?? [])];
  if (operation === undefined) return undefined;
  let own = operation;
  if (fused[0] === 'biasadd') {
    const bias = at.weight(2);
    if (bias === undefined) return undefined;
    own = { ...operation, bias } as Operation;
    fused.shift();
  }
  if (fused.length === 0) return only(own);
  const after =
    fused[0] === 'prelu'
      ? sloped(at.weight(own === operation ? 2 : 3))?.operations[0]
      : fusedActivation(fused, attrParams.leakyreluAlpha?.value);
  return after && { operations: [own, after], inputs: [0] };
}

function fusedActivation([name, ...more]: readonly string[], alpha: unknown): Activation | undefined {
  const key = Object.keys(ACTIVATIONS).find((op) => op.toLowerCase() === name);
  if (key === undefined || more.length > 0) return undefined;
  const activation = ACTIVATIONS[key]!;
  return { kind: 'activation', activation, ...alphaOf(activation, alpha) };
}

function normalised({ attrParams }: ConverterNode, at: Surroundings): MappedNode | undefined {
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((input) => at.weight(input));
  if (!gamma || !beta || !mean || !variance || !isChannelsLast(attrParams)) return undefined;
  const epsilon = attrParams.epsilon!.value as number;
  return only({ kind: 'batchNormalization', epsilon, gamma, beta, mean, variance });
}

function pooled({ op, attrParams }: ConverterNode): MappedNode | undefined {
  const padding = paddingOf(attrParams);
  const size = attrParams.kernelSize!.value as number[];
  if (padding === undefined || !isChannelsLast(attrParams) || size[3] !== 1) return undefined;
  return only({
    kind: op === 'MaxPool' ? 'maxPool' : 'averagePool',
    size: spatial(size),
    strides: spatial(attrParams.strides!.value),
    padding,
  });
}

/** A mean or a maximum over all axes except the batch and the last. */
function pooledGlobally({ op, attrParams }: ConverterNode, at: Surroundings): MappedNode | undefined {
  const axes = at.weight(1)?.dataSync();
  const from = at.inputShape(0);
  if (axes === undefined || from === undefined || at.outputShape === undefined) return undefined;
  const rank = from.length + 1;
  const reduced = new Set(Array.from(axes, (axis) => (axis < 0 ? axis + rank : axis)));
  const places = from.slice(1).map((_, i) => i + 1);
  if (rank < 3 || reduced.size !== places.length || !places.every((axis) => reduced.has(axis))) {
    return undefined;
  }
  const pooling: Operation = { kind: op === 'Max' ? 'maxPool' : 'averagePool', global: true };
  if (!attrParams.keepDims?.value) return only(pooling);
  return { operations: [pooling, { kind: 'reshape', shape: at.outputShape }], inputs: [0] };
}

function padded({ op }: ConverterNode, at: Surroundings): MappedNode | undefined {
  const margins = at.weight(1);
  const value = op === 'PadV2' ? at.weight(2)?.dataSync()[0] : 0;
  if (margins === undefined || value !== 0 || at.outputShape === undefined) return undefined;
  return only({ kind: 'padding', margins: margins.arraySync() as [number, number][] });
}

function transposed(at: Surroundings): MappedNode | undefined {
  const order = at.weight(1)?.dataSync();
  return order?.[0] === 0 ? only({ kind: 'permute', order: Array.from(order) }) : undefined;
}

function concatenated({ inputNames }: ConverterNode, at: Surroundings): MappedNode | undefined {
  const last = inputNames.length - 1;
  const axis = at.weight(last)?.dataSync()[0];
  if (axis === undefined || axis === 0 || at.dependent !== last) return undefined;
  return { operations: [{ kind: 'concatenate', axis }], inputs: inputNames.slice(0, last).map((_, i) => i) };
}

type Attributes = ConverterNode['attrParams'];

function paddingOf(attributes: Attributes): 'same' | 'valid' | undefined {
  const padding = attributes.pad?.value;
  return padding === 'same' || padding === 'valid' ? padding : undefined;
}

/** Also true if the node does not specify it, because that is TensorFlow's default. */
function isChannelsLast(attributes: Attributes): boolean {
  return `${attributes.dataFormat?.value ?? 'NHWC'}`.toUpperCase() === 'NHWC';
}

/** The height and width among four numbers in NHWC order. */
function spatial(numbers: unknown): [number, number] {
  const [, height = 1, width = 1] = numbers as number[];
  return [height, width];
}
