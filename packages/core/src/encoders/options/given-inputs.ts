import { checkNdarray, contiguous, invalidArgument, size, validNames } from '@csm/base';
import type { NdArray } from 'ndarray';
import type { GraphNode } from '../../graph/graph.js';
import type { EncoderOptions } from '../encoder-options.js';
import type { WalkedModel } from '../walked-model.js';
import { fits, inputsOf, lengthsText } from './input-shapes.js';
import type { OwnedTensors } from './owned-tensors.js';

/** A walked model some of whose inputs are given. */
export interface GivenInputs {
  readonly walked: WalkedModel;
  /** The number of samples that values were given for; undefined if they are the same for all samples. */
  readonly samples: number | undefined;
}

/**
 * Turns inputs with given values into nodes of kind `given`.
 * @param owned receives the values.
 * @throws if a name is not an input's, or values do not fit.
 */
export function withGivenInputs(
  caller: string,
  walked: WalkedModel,
  given: EncoderOptions['given'],
  owned: OwnedTensors,
): GivenInputs {
  if (given === undefined) return { walked, samples: undefined };
  const inputs = inputsOf(walked);
  const names = inputs.map(({ name }) => name);
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    throw invalidArgument(
      `${caller}: the model has no input "${name}" to be given; ${validNames('inputs', name, names)}.`,
    );
  }
  if (names.every((name) => Object.hasOwn(given, name))) {
    throw invalidArgument(
      `${caller}: given must leave out one input, which is explained; it has all: ${names.join(', ')}.`,
    );
  }
  const perSample = new Map<string, number>();
  const replaced = new Map<number, GraphNode>();
  for (const node of inputs) {
    const values = Object.hasOwn(given, node.name) ? given[node.name] : undefined;
    if (values === undefined) continue;
    const { shape, rows } = shapeAndRows(caller, node, values);
    if (rows !== undefined) perSample.set(node.name, rows);
    const type = node.operation.kind === 'input' ? node.operation.type : undefined;
    replaced.set(node.id, {
      ...node,
      operation: {
        kind: 'given',
        values: owned.add(numbersOf(caller, node, values, size(shape)), [rows ?? 1, ...shape], type),
        perSample: rows !== undefined,
        start: 0,
        rows: rows ?? 1,
      },
      outputShape: shape,
    });
  }
  const [[first, samples] = [], ...others] = perSample;
  const other = others.find(([, count]) => count !== samples);
  if (other) {
    throw invalidArgument(
      `${caller}: given values per sample must be for the same samples; "${first}" has ${samples}, "${other[0]}" has ${other[1]}.`,
    );
  }
  return { walked: { ...walked, nodes: walked.nodes.map((node) => replaced.get(node.id) ?? node) }, samples };
}

function shapeAndRows(
  caller: string,
  { name, outputShape }: GraphNode,
  values: number | NdArray,
): { shape: readonly number[]; rows?: number } {
  if (typeof values === 'number') {
    if (!outputShape.some((length: number | null) => length === null)) return { shape: outputShape };
    throw invalidArgument(
      `${caller}: given "${name}" must be an ndarray, because the input has the open shape ${lengthsText(outputShape)}; got a number; ` +
        `or pass its shape: { inputShape: { ${JSON.stringify(name)}: [...] } }.`,
    );
  }
  checkNdarray(`${caller}, given "${name}"`, values);
  const { shape } = values;
  if (fits(shape, outputShape)) return { shape };
  const [rows = 0, ...own] = shape;
  if (shape.length > 0 && rows > 0 && fits(own, outputShape)) return { shape: own, rows };
  const lengths = lengthsText(outputShape);
  throw invalidArgument(
    `${caller}: given "${name}" must have shape ${lengths} for all samples, or ${lengths.replace(/^\[/, outputShape.length > 0 ? '[n,' : '[n')} for n samples; got [${shape}].`,
  );
}

/** The values as a copy of their own, because the cpu backend keeps the array that it is given. */
function numbersOf(caller: string, { name, operation }: GraphNode, values: number | NdArray, count: number) {
  const numbers =
    typeof values === 'number' ? new Float32Array(count).fill(values) : contiguous(values).slice();
  const bad = numbers.find((value) => !Number.isFinite(value));
  if (bad !== undefined)
    throw invalidArgument(`${caller}: given "${name}" must have finite numbers; it has ${bad}.`);
  const isFloat = operation.kind !== 'input' || operation.type === undefined;
  if (isFloat) return numbers;
  const part = numbers.find((value) => !Number.isInteger(value));
  if (part === undefined) return Int32Array.from(numbers);
  throw invalidArgument(`${caller}: given "${name}" must have whole numbers; it has ${part}.`);
}
