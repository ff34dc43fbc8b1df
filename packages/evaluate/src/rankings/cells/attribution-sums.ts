import type { GeneRanking } from '../gene-ranking.js';

/** The sums from which means, standard errors and agreement are computed, all in the order of the genes. */
export interface AttributionSums {
  /** The number of cells so far. */
  cells: number;
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  /** How many cells have an attribution above and below 0. */
  readonly above: Uint32Array;
  readonly below: Uint32Array;
  /** For each donor the number of cells, and the sums `[donors, genes]`. Absent if donors are unknown. */
  readonly donorCells?: Float64Array | undefined;
  readonly donorSums?: Float64Array | undefined;
}

export function attributionSums(genes: number, donors: number | undefined): AttributionSums {
  return {
    cells: 0,
    sum: new Float64Array(genes),
    squares: new Float64Array(genes),
    above: new Uint32Array(genes),
    below: new Uint32Array(genes),
    ...(donors !== undefined && {
      donorCells: new Float64Array(donors),
      donorSums: new Float64Array(donors * genes),
    }),
  };
}

/** Adds the attributions of one cell, `map[at]` … `map[at + genes − 1]`. */
export function addCell(
  sums: AttributionSums,
  map: Float32Array,
  at: number,
  donor: number | undefined,
): void {
  const { sum, squares, above, below, donorCells, donorSums } = sums;
  const genes = sum.length;
  sums.cells++;
  for (let g = 0; g < genes; g++) {
    const value = map[at + g]!;
    sum[g]! += value;
    squares[g]! += value * value;
    if (value > 0) above[g]!++;
    else if (value < 0) below[g]!++;
  }
  if (donor === undefined || donorCells === undefined || donorSums === undefined) return;
  donorCells[donor]!++;
  for (let g = 0; g < genes; g++) donorSums[donor * genes + g]! += map[at + g]!;
}

/** The columns of a ranking that do not need a null. */
export function summaryOf(
  sums: AttributionSums,
): Pick<
  GeneRanking,
  'cells' | 'donors' | 'attribution' | 'standardError' | 'donorStandardError' | 'agreement'
> {
  const { cells, sum, squares, above, below, donorCells, donorSums } = sums;
  const attribution = sum.map((value) => value / cells);
  const standardError = attribution.map((mean, g) =>
    cells < 2 ? Number.NaN : Math.sqrt(Math.max(0, squares[g]! - cells * mean * mean) / (cells - 1) / cells),
  );
  if (donorCells === undefined || donorSums === undefined) {
    const agreement = attribution.map((mean, g) => share(mean, above[g]!, below[g]!, cells));
    return { cells, attribution, standardError, agreement };
  }
  const known = [...donorCells.keys()].filter((donor) => donorCells[donor]! > 0);
  const meanOf = (donor: number, g: number) => donorSums[donor * sum.length + g]! / donorCells[donor]!;
  const donorStandardError = attribution.map((mean, g) => {
    let squaresOfDonors = 0;
    for (const donor of known)
      squaresOfDonors += ((donorCells[donor]! / cells) * (meanOf(donor, g) - mean)) ** 2;
    return known.length < 2 ? Number.NaN : Math.sqrt((squaresOfDonors * known.length) / (known.length - 1));
  });
  const agreement = attribution.map((mean, g) => {
    let [up, down] = [0, 0];
    for (const donor of known) {
      const value = donorSums[donor * sum.length + g]!;
      if (value > 0) up++;
      else if (value < 0) down++;
    }
    return share(mean, up, down, known.length);
  });
  return { cells, donors: known.length, attribution, standardError, donorStandardError, agreement };
}

function share(mean: number, above: number, below: number, all: number): number {
  if (mean === 0) return Number.NaN;
  return (mean > 0 ? above : below) / all;
}
