import {
  checkCount,
  checkNdarray,
  checkSeed,
  checkShape,
  contiguous,
  invalidArgument,
  size,
} from '@csm/base';
import { type Run, sampleRandom } from '@csm/core/extend';
import type { NdArray } from 'ndarray';
import type { ReplacementOptions } from './real-replacement-options.js';

/** The donors that `replacement` draws for each input. */
export interface DonorDraws {
  /** The number of donors to draw from. */
  readonly count: number;
  readonly perInput: number;
  /** @throws unless the donors have the shape of the inputs. */
  checkFit(inputShape: readonly number[]): void;
  /**
   * Draws the donors of an input, which depend only on the seed and the index of the input in the whole run.
   * @param sample index of the input in the batch.
   */
  of(input: Float32Array, sample: number, run: Run): Float32Array[];
}

/** @throws if an option is invalid. */
export function donorDraws(
  caller: string,
  {
    donors: given,
    donorsPerInput = 2,
    seed = 0,
  }: Pick<ReplacementOptions, 'donors' | 'donorsPerInput' | 'seed'>,
): DonorDraws {
  const donors = checkedDonors(caller, given);
  checkCount(caller, 'donorsPerInput', donorsPerInput);
  checkSeed(caller, seed);
  return {
    count: donors.count,
    perInput: donorsPerInput,
    checkFit: (inputShape) => checkShape(caller, 'donors', donors.shape, ['m', ...inputShape]),
    of: (input, sample, run) =>
      drawDonors(donors, donorsPerInput, input, sampleRandom('replacement', { seed, draw: 0, run }, sample)),
  };
}

/** Real inputs whose numbers replace those of others. */
interface Donors {
  readonly count: number;
  /** `[m, ...inputShape]`. */
  readonly shape: readonly number[];
  /** The numbers of a donor. */
  of(donor: number): Float32Array;
}

/** @throws unless the donors are an ndarray of at least one input, of finite numbers. */
function checkedDonors(caller: string, donors: NdArray): Donors {
  checkNdarray(`${caller}, donors`, donors);
  const [count = 0, ...inputShape] = donors.shape;
  if (donors.size === 0 || inputShape.length === 0) {
    throw invalidArgument(
      `${caller}: donors must be at least one input, [m, ...inputShape]; got shape [${donors.shape.join(', ')}].`,
    );
  }
  const [values, perDonor] = [contiguous(donors), size(inputShape)];
  const invalid = values.findIndex((value) => !Number.isFinite(value));
  if (invalid >= 0) {
    throw invalidArgument(
      `${caller}: donors must be finite; donor ${Math.floor(invalid / perDonor)} holds ${values[invalid]}.`,
    );
  }
  return {
    count,
    shape: [...donors.shape],
    of: (donor) => values.subarray(donor * perDonor, (donor + 1) * perDonor),
  };
}

/**
 * Draws donors without replacement among those that differ from an input.
 * @returns at most `count` donors: fewer if fewer differ.
 */
function drawDonors(
  donors: Donors,
  count: number,
  input: Float32Array,
  random: () => number,
): Float32Array[] {
  const left = Int32Array.from({ length: donors.count }, (_, donor) => donor);
  const drawn: Float32Array[] = [];
  for (let last = donors.count - 1; last >= 0 && drawn.length < count; last--) {
    const at = Math.floor(random() * (last + 1));
    const donor = donors.of(left[at] ?? 0);
    left[at] = left[last] ?? 0;
    if (differ(donor, input)) drawn.push(donor);
  }
  return drawn;
}

function differ(donor: Float32Array, input: Float32Array): boolean {
  return donor.some((value, at) => value !== input[at]);
}
