import { checkNdarray, contiguous, invalidArgument, size } from '@csm/base';
import type { NdArray } from 'ndarray';
import type { Constant } from '../../model/onnx-model.js';
import { checkWholeNumbers } from './input-numbers.js';
import { type ModelInput, sampleShape } from './model-inputs.js';

/**
 * The value of an input that is the same for all samples, as a constant of the model's own batch: from a number, or from an ndarray of the
 * shape of one sample. Undefined: the value is given per sample.
 */
export function sharedValue(
  caller: string,
  input: ModelInput,
  value: number | NdArray,
): Constant | undefined {
  const { name, type, shape, batchAxis } = input;
  const sample = sampleShape(input);
  if (typeof value === 'number') {
    checkNumbers(caller, input, [value]);
    return { type, shape, data: new Float32Array(size(shape)).fill(value) };
  }
  checkNdarray(`${caller}, given "${name}"`, value);
  const numbers = contiguous(value);
  checkNumbers(caller, input, numbers);
  if (`${value.shape}` !== `${sample}`) {
    if (`${value.shape.slice(1)}` === `${sample}`) return undefined;
    throw invalidArgument(
      `${caller}: given "${name}" must have shape [${sample}], or [n,${sample}] for a value per sample; got [${value.shape}].`,
    );
  }
  const batch = batchAxis === undefined ? 1 : (shape[batchAxis] ?? 1);
  const after = size(sample.slice(batchAxis ?? 0));
  const data = new Float32Array(size(shape));
  for (let i = 0; i < data.length; i++) {
    const [block, within] = [Math.floor(i / (after * batch)), i % after];
    data[i] = numbers[block * after + within] ?? 0;
  }
  return { type, shape, data };
}

/** @throws if numbers are not finite, or not of the input's type. */
function checkNumbers(caller: string, { name, type }: ModelInput, numbers: ArrayLike<number>): void {
  const bad = Array.from(numbers).find((value) => !Number.isFinite(value));
  if (bad !== undefined)
    throw invalidArgument(`${caller}: given "${name}" must have finite numbers; got ${bad}.`);
  checkWholeNumbers(`${caller}: given "${name}"`, type, numbers);
}
