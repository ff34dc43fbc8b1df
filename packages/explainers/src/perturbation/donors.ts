import { checkNdarray, checkShape, contiguous, invalidArgument, size } from '@csm/base';
import type { NdArray } from 'ndarray';

/** Real inputs whose numbers replace those of others. */
export interface Donors {
  readonly count: number;
  /** `[m, ...inputShape]`. */
  readonly shape: readonly number[];
  /** The numbers of a donor. */
  of(donor: number): Float32Array;
}

/** @throws unless the donors are an ndarray of at least one input, of finite numbers. */
export function checkedDonors(caller: string, donors: NdArray): Donors {
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

/** @throws unless the donors have the shape of the inputs. */
export function checkDonorsFit(caller: string, { shape }: Donors, inputShape: readonly number[]): void {
  checkShape(caller, 'donors', shape, ['m', ...inputShape]);
}

/**
 * Draws donors without replacement among those that differ from an input.
 * @returns at most `count` donors: fewer if fewer differ.
 */
export function drawDonors(
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
