import { checkOptions, invalidArgument, shown } from '@csm/base';
import type { SpotColumn } from '../../spatial/spatial-counts.js';
import type { CellGroup } from './cell-group.js';

/** Options of {@link designOf}. */
export interface DesignOptions {
  /** The donor (animal, sample) of each cell: cells of one donor are alike, so their labels are permuted together. */
  readonly donors?: SpotColumn | undefined;
  /** The batch, or another confounder, of each cell: labels are compared and permuted within a value. */
  readonly strata?: SpotColumn | undefined;
}

/** Donors and strata of the cells of a group, as `LabelDesign` of `@csm/evaluate` takes them. */
export interface CellDesign {
  /** `[positives]` and `[negatives]`: the donor of each cell. */
  readonly positiveGroups?: readonly (string | number)[] | undefined;
  readonly negativeGroups?: readonly (string | number)[] | undefined;
  /** `[positives]` and `[negatives]`: the stratum of each cell. */
  readonly positiveStrata?: readonly (string | number)[] | undefined;
  readonly negativeStrata?: readonly (string | number)[] | undefined;
}

/**
 * The donors and strata of the cells of a group, in the order of `group.positives` and `group.negatives`: spread it into the examples
 * of `conceptSignificance`, `permutedConcepts` or `rankGenes` of `@csm/evaluate`.
 *
 * @throws if a column is not of these cells, or misses a value at a cell of the group.
 *
 * @example
 * const examples = { positives, negatives, ...designOf(group, { donors: counts.spots.columns.donor }) };
 * @category Groups of cells
 */
export function designOf(group: CellGroup, options: DesignOptions): CellDesign {
  const caller = 'designOf';
  checkOptions<DesignOptions>(caller, options, { donors: true, strata: true });
  if (!(group?.positives instanceof Uint32Array && group.negatives instanceof Uint32Array)) {
    throw invalidArgument(`${caller}: expected a group, as from labelGroups; got ${shown(group)}.`);
  }
  const { donors, strata } = options ?? {};
  const idsAt = (name: string, column: SpotColumn, cells: Uint32Array) =>
    Array.from(cells, (cell) => idAt(caller, name, column, cell));
  return {
    ...(donors && {
      positiveGroups: idsAt('donors', donors, group.positives),
      negativeGroups: idsAt('donors', donors, group.negatives),
    }),
    ...(strata && {
      positiveStrata: idsAt('strata', strata, group.positives),
      negativeStrata: idsAt('strata', strata, group.negatives),
    }),
  };
}

function idAt(caller: string, name: string, column: SpotColumn, cell: number): string | number {
  const value = column[cell];
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))) return value;
  throw invalidArgument(
    `${caller}: ${name} must have a value for each cell of the group; cell ${cell} of ${column.length} has ${shown(value ?? null)}; ` +
      'leave such cells out of the group.',
  );
}
