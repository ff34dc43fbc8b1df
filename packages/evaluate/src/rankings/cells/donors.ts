import { invalidArgument, shown } from '@csm/base';

/** At most this many numbers are kept per donor, gene and concept: 2 GB. */
const MOST_SUMS = 2.5e8;

/** Donors as numbers from 0. */
export interface Donors {
  readonly count: number;
  readonly of: Int32Array;
}

/** @throws unless there is one donor per cell, and their sums fit into memory. */
export function donorsOf(
  caller: string,
  donors: ArrayLike<string | number> | undefined,
  cells: number,
  sumsPerDonor: number,
): Donors | undefined {
  if (donors === undefined) return undefined;
  if (donors.length !== cells) {
    throw invalidArgument(
      `${caller}: donors must have one id for each cell; got ${donors.length} ids for ${cells} cells.`,
    );
  }
  const numbers = new Map<string | number, number>();
  const of = Int32Array.from({ length: cells }, (_, cell) => {
    const donor = donors[cell];
    if (typeof donor !== 'string' && !Number.isFinite(donor)) {
      throw invalidArgument(
        `${caller}: donors must be strings or finite numbers; cell ${cell} has ${shown(donor)}.`,
      );
    }
    const number = numbers.get(donor as string) ?? numbers.size;
    numbers.set(donor as string, number);
    return number;
  });
  if (numbers.size * sumsPerDonor > MOST_SUMS) {
    throw invalidArgument(
      `${caller}: the sums of ${numbers.size} donors do not fit into memory; donors must be persons or samples, not cells.`,
    );
  }
  return { count: numbers.size, of };
}
