import type { CheckedInputs } from '../encoders/input-batches.js';

/** The smallest and largest number of each feature over several inputs, each as a row-major array of the size of one input. */
export interface Extremes {
  readonly least: Float32Array;
  readonly greatest: Float32Array;
}

/** The extremes of checked inputs. Called once per run at most, and only if a method asks for them. */
export function extremesOf({ count, sampleSize, values }: CheckedInputs): Extremes {
  const least = values.slice(0, sampleSize);
  const greatest = values.slice(0, sampleSize);
  for (let i = sampleSize; i < count * sampleSize; i++) {
    const [feature, value] = [i % sampleSize, values[i] ?? 0];
    if (value < (least[feature] ?? 0)) least[feature] = value;
    if (value > (greatest[feature] ?? 0)) greatest[feature] = value;
  }
  return { least, greatest };
}
