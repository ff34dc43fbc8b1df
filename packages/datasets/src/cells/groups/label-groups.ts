import {
  checkCount,
  checkList,
  checkOptions,
  checkWatchers,
  invalidArgument,
  largest,
  shown,
  someNames,
  validNames,
} from '@csm/base';
import type { Spots } from '../../spatial/spatial-counts.js';
import type { CellGroup } from './cell-group.js';
import { cellGroup, MINIMUM_CELLS } from './groups-of-cells.js';
import { columnNamed, labelsOf } from './label-column.js';

/** Options of {@link labelGroups}. */
export interface LabelGroupsOptions {
  /** The labels that become concepts, in this order. Default: all labels with enough cells, in alphabetical order, numbers by size. */
  readonly values?: readonly string[] | undefined;
  /** The cells that each label is compared with: `'rest'`, all cells with another label, or one label. Default `'rest'`. */
  readonly reference?: string | undefined;
  /** The least number of cells of each side. Default 10. */
  readonly minimum?: number | undefined;
  /** Called with a message if labels are left out because they have too few cells. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * Makes one concept per label of a column: cell types, clusters, states. Cells without a label are in no group.
 *
 * @param spots the cells and their columns, such as `counts.spots`.
 * @param column a column of `spots.columns` with strings, booleans or whole numbers; `'labels'` is `spots.labels`.
 * @throws if there is no such column or label, if the column has numbers that are not whole, or if a label that was asked for, or
 * what it is compared with, has too few cells.
 *
 * @example
 * const [monocytes] = labelGroups(counts.spots, 'cell_type', { values: ['CD14 monocyte'] });
 * @category Groups of cells
 */
export function labelGroups(spots: Spots, column: string, options: LabelGroupsOptions = {}): CellGroup[] {
  const caller = 'labelGroups';
  checkOptions<LabelGroupsOptions>(caller, options, {
    values: true,
    reference: true,
    minimum: true,
    onWarning: true,
  });
  checkWatchers(caller, options);
  const { values, reference = 'rest', minimum = MINIMUM_CELLS, onWarning = console.warn } = options;
  checkCount(caller, 'minimum', minimum);
  const labels = labelsOf(caller, column, columnNamed(caller, spots, column));
  const counts = countsOf(labels);
  if (values !== undefined) checkList(caller, 'values', values);
  for (const label of [...(values ?? []), ...(reference === 'rest' ? [] : [reference])]) {
    checkLabel(caller, column, label, counts);
  }
  const others = sortedLabels(counts).filter((label) => label !== reference);
  const wanted = values ?? others.filter((label) => counts.get(label)! >= minimum);
  const rare = values === undefined ? others.filter((label) => !wanted.includes(label)) : [];
  if (wanted.length === 0) {
    throw invalidArgument(
      `${caller}: column "${column}" needs a label with at least ${minimum} cells; ` +
        `${counts.size === 0 ? 'it has no labels' : `the most frequent of ${counts.size} has ${largest(counts.values())}`}; ` +
        'choose another column, or pass a smaller minimum.',
    );
  }
  const groups = wanted.map((label) => {
    if (label === reference) {
      throw invalidArgument(
        `${caller}: label ${shown(label)} cannot be compared with itself; leave it out of values or of reference.`,
      );
    }
    const against = reference === 'rest' ? 'all others' : reference;
    return cellGroup(
      caller,
      label,
      `${column} = ${label} against ${against}`,
      minimum,
      labels.map((each) => sideOf(each, label, reference)),
    );
  });
  if (rare.length > 0) {
    onWarning(
      `${caller}: expected at least ${minimum} cells per label; ${someNames('label', rare)} of column "${column}" ` +
        `${rare.length === 1 ? 'has' : 'have'} fewer and ${rare.length === 1 ? 'is' : 'are'} left out; pass a smaller minimum to keep them.`,
    );
  }
  return groups;
}

function sideOf(label: string | null, positive: string, reference: string): boolean | undefined {
  if (label === positive) return true;
  if (label === null) return undefined;
  return reference === 'rest' || label === reference ? false : undefined;
}

/** The number of cells of each label. */
export function countsOf(labels: readonly (string | null)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const label of labels) if (label !== null) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

const sortedLabels = (counts: ReadonlyMap<string, number>) =>
  [...counts.keys()].sort(new Intl.Collator('en', { numeric: true }).compare);

/** @throws unless the column has the label. */
export function checkLabel(
  caller: string,
  column: string,
  label: string,
  counts: ReadonlyMap<string, number>,
): void {
  if (counts.has(label)) return;
  throw invalidArgument(
    `${caller}: column "${column}" has no label ${shown(label)}; ${validNames('labels', String(label), [...counts.keys()])}.`,
  );
}
