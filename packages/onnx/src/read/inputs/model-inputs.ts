import { invalidArgument, largest, size, unsupportedModel } from '@csm/base';
import type { OnnxValueInfo } from '../../model/onnx-model.js';

/** One of a model's inputs, with its dimensions fixed. */
export interface ModelInput {
  readonly name: string;
  readonly type: OnnxValueInfo['type'];
  /** In ONNX's terms; the length of the batch axis is the model's own, or 1 if it is free. */
  readonly shape: readonly number[];
  /** Absent: the model takes one sample without a batch axis. */
  readonly batchAxis?: number;
}

/** The number of samples of which a model's batches consist, if that is fixed and more than 1. */
export function fixedBatch(inputs: readonly ModelInput[]): number | undefined {
  const batches = inputs.flatMap(({ shape, batchAxis }) =>
    batchAxis === undefined ? [] : [shape[batchAxis] ?? 1],
  );
  const batch = largest(batches);
  return batch > 1 ? batch : undefined;
}

/** The shape of one sample, as the user holds it. */
export function sampleShape({ shape, batchAxis }: ModelInput): number[] {
  return shape.filter((_, axis) => axis !== batchAxis);
}

/**
 * Fixes the dimensions of an input.
 * @param wanted the shape of one sample, for dimensions that the model leaves free.
 * @param known lengths of free dimensions that other inputs have fixed, by name; those of this input are added.
 * @param given the shape of the value that is given for the input, of one sample or `[n, ...]`: it fixes dimensions that are still free.
 */
export function modelInput(
  caller: string,
  { name, type, shape: declared }: OnnxValueInfo,
  wanted: readonly number[] | undefined,
  known: Map<string, number>,
  given?: readonly number[],
): ModelInput {
  if (declared === undefined) {
    if (wanted) return { name, type, shape: [1, ...wanted], batchAxis: 0 };
    throw unsupportedModel(
      `${caller}: the model does not state the shape of input "${name}"; pass the shape of one sample as { inputShape }.`,
    );
  }
  const batchAxis = batchAxisOf(caller, name, declared, wanted);
  const places = declared.length - (batchAxis === undefined ? 0 : 1);
  const assumed = given?.slice(given.length === places + 1 ? 1 : 0);
  const shape = declared.map((length, axis) => {
    if (axis === batchAxis) return typeof length === 'number' ? length : 1;
    const place = batchAxis === undefined || axis < batchAxis ? axis : axis - 1;
    if (typeof length === 'number') return length;
    return wanted?.[place] ?? (length === null ? undefined : known.get(length)) ?? assumed?.[place];
  });
  const shown = `[${declared.map((length, axis) => (axis === batchAxis ? 'batch' : (length ?? 'any'))).join(', ')}]`;
  const fits = shape.every(
    (length, axis) =>
      axis === batchAxis ||
      wanted === undefined ||
      length === wanted[axis < (batchAxis ?? -1) || batchAxis === undefined ? axis : axis - 1],
  );
  if (wanted && (wanted.length !== places || !fits)) {
    throw invalidArgument(
      `${caller}: inputShape must be the shape of one sample of input "${name}", whose shape is ${shown}; got [${wanted.join(', ')}].`,
    );
  }
  if (
    !shape.every((length): length is number => length !== undefined && Number.isInteger(length) && length > 0)
  ) {
    throw unsupportedModel(
      `${caller}: the shape of input "${name}" must be fixed; the model has ${shown}; pass the shape of one sample as ` +
        `{ inputShape: [${declared.flatMap((length, axis) => (axis === batchAxis ? [] : [typeof length === 'number' ? length : '…'])).join(', ')}] }.`,
    );
  }
  declared.forEach((length, axis) => {
    const fixed = shape[axis];
    if (typeof length === 'string' && axis !== batchAxis && fixed !== undefined) known.set(length, fixed);
  });
  if (size(shape) > Number.MAX_SAFE_INTEGER) {
    throw unsupportedModel(`${caller}: input "${name}" has ${shown}, which no memory can hold.`);
  }
  return { name, type, shape, ...(batchAxis !== undefined && { batchAxis }) };
}

const BATCH_NAME = /^(n|b|bs|.*batch.*)$/i;

/**
 * The axis without which the others are the wanted shape of one sample; if that is not just one axis, a free dimension with the name of a batch, otherwise
 * the first axis. A list of a fixed length is one sample.
 * @throws if the shape of one sample fits several axes, and not the one that is chosen by name or place.
 */
function batchAxisOf(
  caller: string,
  name: string,
  shape: readonly (number | string | null)[],
  wanted: readonly number[] | undefined,
): number | undefined {
  const without = (axis: number) => shape.filter((_, i) => i !== axis);
  const fitting = shape.flatMap((_, axis) => (wanted && `${without(axis)}` === `${wanted}` ? [axis] : []));
  const [only, ...others] = fitting;
  if (only !== undefined && others.length === 0) return only;
  const chosen = axisByName(shape);
  if (chosen === undefined || only === undefined || fitting.includes(chosen)) return chosen;
  throw unsupportedModel(
    `${caller}: the shape of one sample [${wanted?.join(', ')}] fits input "${name}" [${shape.join(', ')}] with axis ` +
      `${fitting.join(' or ')} as the batch; export the model with a ` +
      'batch of another length, or one that is free and named "batch".',
  );
}

function axisByName(shape: readonly (number | string | null)[]): number | undefined {
  const named = shape.findIndex((length) => typeof length === 'string' && BATCH_NAME.test(length));
  if (named !== -1) return named;
  const [first] = shape;
  return shape.length > 1 || (shape.length === 1 && typeof first !== 'number') ? 0 : undefined;
}
