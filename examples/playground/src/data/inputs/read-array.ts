import { invalidFile, size } from '@csm/base';
import ndarray from 'ndarray';
import { parse } from 'npyjs';
import type { DroppedFile } from '../files/dropped-file.js';
import { bytesOf } from '../files/kind-of-file.js';
import { type InputsFor, MOST_NUMBERS, type ReadInputs } from './inputs-for.js';

/** The rows of a `.npy` of shape `[n, ...inputShape]`. Whole numbers of 8 bits are pictures with 255 levels. */
export async function readArray(
  { path, file }: DroppedFile,
  encoder: InputsFor | undefined,
): Promise<ReadInputs> {
  const { shape, values } = numbersIn(path, await bytesOf(path, file));
  const [count = 0, ...sample] = shape;
  if (count === 0 || sample.length === 0) {
    throw invalidFile(
      `${path}: expected an array of inputs of shape [n, …]; this one has shape [${shape}]; save one row per input.`,
    );
  }
  if (values.length > MOST_NUMBERS) {
    throw invalidFile(
      `${path}: expected at most ${MOST_NUMBERS} numbers, so that they fit into memory; it has ${values.length}; save fewer rows.`,
    );
  }
  const inputShape = encoder?.inputShape ?? sample;
  checkSample(path, sample, inputShape);
  const isLevels = values instanceof Uint8Array && inputShape.length === 3;
  const inputs = Float32Array.from(values, isLevels ? (value) => value / 255 : undefined);
  const wrong = inputs.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw invalidFile(
      `${path}: expected finite numbers; row ${Math.floor(wrong / size(sample))} has ${inputs[wrong]}; remove the row or replace the number.`,
    );
  }
  return {
    kind: inputShape.length === 3 ? 'pictures' : 'rows',
    ids: Array.from({ length: count }, (_, row) => String(row)),
    inputs: ndarray(inputs, [count, ...inputShape]),
    attributes: [],
    paths: [path],
    line: `${path}: ${count} inputs of shape [${sample}]`,
    notes: isLevels ? [`${path}: whole numbers from 0 to 255 are divided by 255.`] : [],
  };
}

type Numbers =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array;

/** @throws unless the bytes are a whole `.npy` file of numbers, one row after another. */
function numbersIn(path: string, bytes: ArrayBuffer): { shape: readonly number[]; values: Numbers } {
  const remedy = 'save it again with np.save(path, np.ascontiguousarray(x, dtype="float32"))';
  let content: ReturnType<typeof parse>;
  try {
    content = parse(bytes);
  } catch (cause) {
    throw invalidFile(
      `${path}: expected a whole .npy file of numbers; it is damaged or cut off; ${remedy}.`,
      {
        cause,
      },
    );
  }
  const { shape, data, dtype, fortranOrder } = content;
  const values = numeric(data);
  if (values === undefined || fortranOrder || dtype.startsWith('c') || values.length !== size(shape)) {
    throw invalidFile(
      `${path}: expected a whole .npy file of numbers, one row after another; it has ${values?.length ?? 'other'} values of type ` +
        `${dtype}, shape [${shape}]${fortranOrder ? ', and columns one after another' : ''}; ${remedy}.`,
    );
  }
  return { shape, values };
}

function numeric(data: unknown): Numbers | undefined {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array)
    return Float32Array.from<bigint>(data, Number);
  return ArrayBuffer.isView(data) && !(data instanceof DataView) ? (data as unknown as Numbers) : undefined;
}

/** @throws unless a row is an input of the encoder; axes of length 1 may be absent. */
function checkSample(path: string, sample: readonly number[], inputShape: readonly number[]): void {
  const long = (shape: readonly number[]) => `${shape.filter((length) => length !== 1)}`;
  if (long(sample) === long(inputShape)) return;
  const [a, b, c] = sample;
  const isLast = `${[c, a, b]}` === `${inputShape}`;
  const isFirst = `${[b, c, a]}` === `${inputShape}`;
  const remedy = isLast
    ? 'save np.transpose(x, (0, 3, 1, 2))'
    : isFirst
      ? 'save np.transpose(x, (0, 2, 3, 1))'
      : 'save the inputs as the encoder takes them';
  throw invalidFile(
    `${path}: expected an array of shape [n,${inputShape}], as the encoder takes it; it has rows of shape [${sample}]; ${remedy}.`,
  );
}
