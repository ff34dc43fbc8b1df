import { checkPositive, checkSeed, invalidArgument, keyedNormal, keyedRandom, rows, shown } from '@csm/base';
import type { NdArray } from 'ndarray';
import { withChannelsLast } from '../maps/picture-layout.js';
import { zip } from '../maps/zip.js';
import type { InfidelityOptions } from './infidelity-options.js';
import { replacementOf } from './replacement.js';

/**
 * A function that returns the perturbation I of each input for draw k: noise or, with `square`, the replacement of a
 * square. The channels of pictures are last in I.
 * @throws if an option is out of range, or the square does not fit into the pictures.
 */
export function randomPerturbations(
  caller: string,
  inputs: NdArray,
  options: InfidelityOptions,
): (k: number) => Float64Array[] {
  const { noise = 0.1, square, replacement = 0, seed = 0, layout } = options;
  checkSeed(caller, seed);
  const last = (array: NdArray) => withChannelsLast(caller, 'inputs', array, layout);
  if (square === undefined) {
    checkPositive(caller, 'noise', noise);
    const samples = [...rows(last(inputs))];
    return (k) =>
      samples.map((row, i) => {
        const normal = keyedNormal('infidelity', seed, i, k);
        return Float64Array.from(row, () => noise * normal());
      });
  }
  const [, height = 0, width = 0, channels = 0] = last(inputs).shape;
  const fits = Number.isInteger(square) && square >= 1 && square <= Math.min(height, width);
  if (inputs.shape.length !== 4 || !fits) {
    throw invalidArgument(
      `${caller}: square must be a whole number of pixels that fits into pictures [n, height, width, channels]; got ` +
        `${shown(square)} for inputs of shape [${inputs.shape.join(', ')}].`,
    );
  }
  const changes = Array.from(
    zip(rows(last(inputs)), rows(last(replacementOf(caller, inputs, replacement, layout)))),
    ([row, other]) => Float64Array.from(row, (value, at) => value - (other[at] ?? 0)),
  );
  return (k) =>
    changes.map((change, i) => {
      const random = keyedRandom('infidelity', seed, i, k);
      const top = Math.floor(random() * (height - square + 1));
      const left = Math.floor(random() * (width - square + 1));
      return change.map((value, at) => {
        const pixel = Math.floor(at / channels);
        const [row, column] = [Math.floor(pixel / width) - top, (pixel % width) - left];
        return row >= 0 && row < square && column >= 0 && column < square ? value : 0;
      });
    });
}
