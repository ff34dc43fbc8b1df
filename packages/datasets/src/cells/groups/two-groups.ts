import { checkCount, checkList, checkRequiredOptions, invalidArgument } from '@csm/base';
import type { Spots } from '../../spatial/spatial-counts.js';
import type { CellGroup } from './cell-group.js';
import { cellGroup, MINIMUM_CELLS } from './groups-of-cells.js';
import { columnNamed, labelsOf } from './label-column.js';
import { checkLabel, countsOf } from './label-groups.js';

/** Options of {@link twoGroups}. */
export interface TwoGroupsOptions {
  /** The labels of the cells with the concept. */
  readonly positives: readonly string[];
  /** The labels of the cells that they are compared with. Default: all other labels. */
  readonly negatives?: readonly string[] | undefined;
  /** The name of the concept. Default: the labels, such as `'B or T against NK'`. */
  readonly name?: string | undefined;
  /** The least number of cells of each side. Default 10. */
  readonly minimum?: number | undefined;
}

/**
 * Makes a concept of two groups of labels of a column: `T cell` and `NK cell` against `B cell`, or treated against control. For one
 * concept per label see {@link labelGroups}.
 *
 * @param spots the cells and their columns, such as `counts.spots`.
 * @param column a column of `spots.columns` with strings, booleans or whole numbers; `'labels'` is `spots.labels`.
 * @throws if there is no such column or label, if a label is on both sides, or if a side has too few cells.
 *
 * @example
 * const group = twoGroups(counts.spots, 'condition', { positives: ['treated'], negatives: ['control'] });
 * @category Groups of cells
 */
export function twoGroups(spots: Spots, column: string, options: TwoGroupsOptions): CellGroup {
  const caller = 'twoGroups';
  checkRequiredOptions<TwoGroupsOptions>(caller, options, {
    positives: true,
    negatives: true,
    name: true,
    minimum: true,
  });
  const { positives, negatives, minimum = MINIMUM_CELLS } = options;
  checkCount(caller, 'minimum', minimum);
  const labels = labelsOf(caller, column, columnNamed(caller, spots, column));
  const counts = countsOf(labels);
  for (const [side, chosen] of Object.entries({ positives, negatives })) {
    if (chosen === undefined && side === 'negatives') continue;
    checkList(caller, side, chosen as readonly string[]);
    if (chosen?.length === 0)
      throw invalidArgument(`${caller}: ${side} must have at least one label; got none.`);
    for (const label of chosen ?? []) checkLabel(caller, column, label, counts);
  }
  const both = positives.find((label) => negatives?.includes(label));
  if (both !== undefined) {
    throw invalidArgument(
      `${caller}: label "${both}" must be on one side; it is on both; remove it from one.`,
    );
  }
  const against = negatives === undefined ? 'all others' : negatives.join(' or ');
  const { name = `${positives.join(' or ')} against ${against}` } = options;
  const description = `${column} = ${positives.join(' or ')} against ${against}`;
  const sides = labels.map((label) => {
    if (label === null) return undefined;
    if (positives.includes(label)) return true;
    return negatives === undefined || negatives.includes(label) ? false : undefined;
  });
  return cellGroup(caller, name, description, minimum, sides);
}
