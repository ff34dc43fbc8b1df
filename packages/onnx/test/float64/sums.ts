import { size } from '@csm/base';
import type { GraphNode, Operation } from '@csm/core/extend';
import { eachCell } from './windows.js';

/** One product of a sum: the index of the output, the number of the node's input, the index in it, and the weight. */
export type Visit = (output: number, from: number, input: number, weight: number) => void;

/** A linear node for one sample: each output is a sum of products, and a bias. */
export interface Sums {
  each(visit: Visit): void;
  bias(output: number): number;
}

/** What the sums of a node depend on. */
interface Place {
  readonly node: GraphNode;
  /** The shapes of the node's inputs. */
  readonly shapes: readonly (readonly number[])[];
  readonly taken: readonly Float64Array[];
}

type Kind = Operation['kind'];
type Of<K extends Kind> = Extract<Operation, { kind: K }>;

/**
 * The sums of a node, written down from the definition of its operation with plain loops; undefined if it is no sum. Max pooling is a sum
 * of one product, the largest cell's. Only what the exported models contain is written down.
 */
export function sumsOf({ node, shapes, taken }: Place): Sums | undefined {
  const { operation, outputShape } = node;
  const count = size(outputShape);
  const [shape = []] = shapes;
  const channels = outputShape.at(-1)!;
  const elementwise = (bias: number): Sums => ({
    each: (visit) => {
      for (const from of taken.keys()) for (let i = 0; i < count; i++) visit(i, from, i, 1);
    },
    bias: () => bias,
  });
  switch (operation.kind) {
    case 'dense': {
      const kernel = numbers(operation.kernel);
      return {
        each: (visit) => {
          for (const [i, weight] of kernel.entries())
            visit(i % channels, 0, Math.floor(i / channels), weight);
        },
        bias: biasOf(operation, channels),
      };
    }
    case 'convolution':
      return {
        each: (visit) => convolution(operation, shape, outputShape, visit),
        bias: biasOf(operation, channels),
      };
    case 'depthwiseConvolution':
      return {
        each: (visit) => depthwise(operation, shape, outputShape, visit),
        bias: biasOf(operation, channels),
      };
    case 'transposedConvolution':
      // The products of the convolution from the result to the image, read the other way round.
      return {
        each: (visit) =>
          convolution({ ...operation, kind: 'convolution' }, outputShape, shape, (output, _, input, weight) =>
            visit(input, 0, output, weight),
          ),
        bias: biasOf(operation, channels),
      };
    case 'batchNormalization':
      return normalisation(operation, count, channels);
    case 'add':
      return elementwise(0);
    case 'shift':
      if (typeof operation.by !== 'number')
        throw new Error('float64: a shift by a weight is not written down.');
      return elementwise(operation.by);
    case 'averagePool':
    case 'maxPool':
      return { each: (visit) => pooling(operation, shape, outputShape, taken[0]!, visit), bias: () => 0 };
    default:
      return undefined;
  }
}

function biasOf(
  { bias }: Of<'dense' | 'convolution' | 'depthwiseConvolution' | 'transposedConvolution'>,
  channels: number,
) {
  const added = bias ? numbers(bias) : new Float64Array(channels);
  return (output: number) => added[output % channels]!;
}

/** y = γ (x − mean) / √(variance + ε) + β. */
function normalisation(operation: Of<'batchNormalization'>, count: number, channels: number): Sums {
  const { gamma, beta, epsilon } = operation;
  const [mean, variance] = [numbers(operation.mean), numbers(operation.variance)];
  const factors = variance.map((value) => 1 / Math.sqrt(value + epsilon));
  if (gamma) for (const [c, value] of numbers(gamma).entries()) factors[c]! *= value;
  const added = beta ? numbers(beta) : new Float64Array(channels);
  return {
    each: (visit) => {
      for (let i = 0; i < count; i++) visit(i, 0, i, factors[i % channels]!);
    },
    bias: (i) => added[i % channels]! - mean[i % channels]! * factors[i % channels]!,
  };
}

/** y[place, o] = Σ x[covered, c] K[cell, c, o], where each group of outputs has its own channels c. */
function convolution(
  operation: Of<'convolution'>,
  image: readonly number[],
  result: readonly number[],
  visit: Visit,
): void {
  const [channels, outputs] = [image.at(-1)!, result.at(-1)!];
  const [tall, wide, taken, made] = operation.kernel.shape as [number, number, number, number];
  const kernel = numbers(operation.kernel);
  const perGroup = made / (operation.groups ?? 1);
  eachCell({ ...operation, size: [tall, wide] }, image, result, (place, cell, covered) => {
    for (let o = 0; o < made; o++) {
      const first = Math.floor(o / perGroup) * taken;
      for (let c = 0; c < taken; c++) {
        visit(place * outputs + o, 0, covered * channels + first + c, kernel[(cell * taken + c) * made + o]!);
      }
    }
  });
}

/** y[place, c m + k] = Σ x[covered, c] K[cell, c, k], where m is the number of outputs per channel. */
function depthwise(
  operation: Of<'depthwiseConvolution'>,
  image: readonly number[],
  result: readonly number[],
  visit: Visit,
): void {
  const [tall, wide, channels, made] = operation.kernel.shape as [number, number, number, number];
  const kernel = numbers(operation.kernel);
  eachCell({ ...operation, size: [tall, wide] }, image, result, (place, cell, covered) => {
    for (let i = 0; i < channels * made; i++) {
      const weight = kernel[cell * channels * made + i]!;
      visit(place * channels * made + i, 0, covered * channels + Math.floor(i / made), weight);
    }
  });
}

/** The mean of the cells of each window, or the first of its largest cells. */
function pooling(
  operation: Of<'averagePool' | 'maxPool'>,
  image: readonly number[],
  result: readonly number[],
  x: Float64Array,
  visit: Visit,
): void {
  if (operation.volume || (operation.global && operation.kind === 'maxPool')) {
    throw new Error('float64: only pooling over windows of images, or their mean, is written down.');
  }
  const channels = image.at(-1)!;
  if (operation.global) {
    for (let i = 0; i < x.length; i++) visit(i % channels, 0, i, channels / x.length);
    return;
  }
  const windows: number[][] = [];
  eachCell(operation, image, result, (place, _, covered) => {
    windows[place] ??= [];
    windows[place].push(covered);
  });
  for (const [place, window] of windows.entries()) {
    for (let c = 0; c < channels; c++) {
      const cells = window.map((covered) => covered * channels + c);
      const largest = cells.reduce((best, cell) => (x[cell]! > x[best]! ? cell : best));
      if (operation.kind === 'maxPool') visit(place * channels + c, 0, largest, 1);
      else for (const cell of cells) visit(place * channels + c, 0, cell, 1 / cells.length);
    }
  }
}

export function numbers(weight: { dataSync(): ArrayLike<number> }): Float64Array {
  return Float64Array.from(weight.dataSync());
}
