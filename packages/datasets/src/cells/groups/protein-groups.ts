import {
  checkCount,
  checkNdarray,
  checkOneOf,
  checkOptions,
  checkShape,
  invalidArgument,
  shown,
  typeName,
} from '@csm/base';
import type { CellArray } from '../../spatial/cell-array.js';
import type { CellGroup } from './cell-group.js';
import { cellGroup, MINIMUM_CELLS } from './groups-of-cells.js';
import { otsuThreshold } from './otsu-threshold.js';
import { type ProteinCondition, proteinConditions } from './protein-conditions.js';

/** Options of {@link proteinGroups}. */
export interface ProteinGroupsOptions {
  /**
   * The values whose threshold Otsu's method finds, for counts x: `'log1p'`, ln(1 + x); `'clr'`, the centred log ratio ln(1 + x) minus
   * its mean over the proteins of the cell, which removes the total amount of antibody that a cell bound. Default `'log1p'`.
   */
  readonly transform?: 'log1p' | 'clr' | undefined;
  /** The least number of cells of each side. Default 10. */
  readonly minimum?: number | undefined;
}

/**
 * Makes concepts of cell types that surface proteins define, measured independently of the RNA (CITE-seq). Cells that fulfil the
 * definition have the concept, all others lack it; cells without a value (NaN) of a protein of the definition are on neither side.
 *
 * "CD3 high" means at least the threshold of {@link otsuThreshold} for this protein, which is part of the description of the group;
 * look at it, or at the histogram, because Otsu's method always finds a threshold. "CD14 \>= 512" sets it, in counts.
 *
 * Sources: Stoeckius et al. 2017 (doi 10.1038/nmeth.4380) for CITE-seq and the centred log ratio, here over the proteins of each cell.
 *
 * @param array counts of proteins with their names, such as `counts.spots.arrays.protein_expression`.
 * @param definitions what each concept means, by its name. Parts are joined by "and". A protein may be named without the suffix of
 * its kit: `CD3` for `CD3_TotalSeqB`.
 * @throws if the array has no names, a protein is unknown, a part cannot be read, or a side has too few cells.
 *
 * @example
 * const types = proteinGroups(counts.spots.arrays.protein_expression, {
 *   'CD4 T cell': 'CD3 high and CD4 high and CD8a low',
 *   'CD14 monocyte': 'CD14 >= 512',
 * });
 * @category Groups of cells
 */
export function proteinGroups(
  array: CellArray,
  definitions: Readonly<Record<string, string>>,
  options: ProteinGroupsOptions = {},
): CellGroup[] {
  const caller = 'proteinGroups';
  checkOptions<ProteinGroupsOptions>(caller, options, { transform: true, minimum: true });
  const { transform = 'log1p', minimum = MINIMUM_CELLS } = options;
  checkOneOf(caller, 'transform', transform, ['log1p', 'clr']);
  checkCount(caller, 'minimum', minimum);
  const names = checkProteins(caller, array);
  if (typeof definitions !== 'object' || definitions === null || Array.isArray(definitions)) {
    throw invalidArgument(
      `${caller}: definitions must be an object { name: 'CD3 high and CD8a low' }; got ${typeName(definitions)}.`,
    );
  }
  const parsed = Object.entries(definitions).map(
    ([name, definition]) => [name, proteinConditions(caller, definition, names)] as const,
  );
  if (parsed.length === 0) {
    throw invalidArgument(
      `${caller}: definitions must have at least one concept; got ${shown(definitions)}.`,
    );
  }
  const levels = levelsOf(caller, array, names, transform);
  return parsed.map(([name, conditions]) => {
    const tests = conditions.map((condition) => testOf(array, condition, levels));
    const sides = Array.from({ length: array.values.shape[0]! }, (_, cell) => {
      const results = tests.map(({ holds }) => holds(cell));
      return results.includes(undefined) ? undefined : results.every(Boolean);
    });
    const description = `${tests.map(({ text }) => text).join(' and ')}, against all others`;
    return cellGroup(caller, name, description, minimum, sides);
  });
}

/** @returns the names of the columns. */
function checkProteins(caller: string, array: CellArray): readonly string[] {
  if (typeof array !== 'object' || array === null || !('values' in array)) {
    throw invalidArgument(
      `${caller}: expected an array of proteins { values, names }, such as counts.spots.arrays.protein_expression; ` +
        `got ${typeName(array)}; read it with the option arrays.`,
    );
  }
  checkNdarray(`${caller}, values`, array.values);
  checkShape(caller, 'values', array.values.shape, ['cells', 'proteins']);
  const { names, values } = array;
  if (names?.length === values.shape[1]) return names as readonly string[];
  throw invalidArgument(
    `${caller}: the proteins must have ${values.shape[1]} names, one per column; got ${names?.length ?? 'none'}; ` +
      'pass { values, names }.',
  );
}

/** The transformed values of a protein, and its threshold. */
interface ProteinLevel {
  readonly values: Float64Array;
  readonly threshold: number;
  /** The threshold as it is written. */
  readonly text: string;
}

/** Returns the level of the protein in a column; computed on first use. */
function levelsOf(
  caller: string,
  { values }: CellArray,
  names: readonly string[],
  transform: 'log1p' | 'clr',
): (column: number) => ProteinLevel {
  const [cells = 0, proteins = 0] = values.shape;
  const log = (cell: number, column: number) => Math.log1p(values.get(cell, column));
  const centres = new Float64Array(cells);
  for (let column = 0; transform === 'clr' && column < proteins; column++) {
    checkCountsOf(column);
    for (let cell = 0; cell < cells; cell++) centres[cell]! += log(cell, column) / proteins;
  }
  const known = new Map<number, ProteinLevel>();
  return (column) => {
    const level = known.get(column) ?? make(column);
    known.set(column, level);
    return level;
  };

  function checkCountsOf(column: number): void {
    const bad = centres.findIndex((_, cell) => values.get(cell, column) < 0);
    if (bad === -1) return;
    throw invalidArgument(
      `${caller}: "high" and "low" need counts of at least 0; "${names[column]}" is ${values.get(bad, column)} in cell ${bad}; ` +
        'pass counts, or a threshold such as "CD3 >= 1.5".',
    );
  }

  function make(column: number): ProteinLevel {
    checkCountsOf(column);
    const own = centres.map((centre, cell) => log(cell, column) - centre);
    if (own.every((value) => value === own[0])) {
      throw invalidArgument(
        `${caller}: "${names[column]}" must differ between cells; all have the same value; leave the protein out.`,
      );
    }
    const threshold = otsuThreshold(own);
    const text =
      transform === 'clr'
        ? `${short(threshold)} (Otsu, centred log ratio)`
        : `${short(Math.expm1(threshold))} (Otsu)`;
    return { values: own, threshold, text };
  }
}

const short = (value: number) => Number(value.toPrecision(3));

/** A test of each cell, undefined where the value is missing, and its text: `CD3 ≥ 45.2 (Otsu)`. */
function testOf(
  { values }: CellArray,
  { column, protein, isHigh, orEqual, threshold }: ProteinCondition,
  levels: (column: number) => ProteinLevel,
): { readonly holds: (cell: number) => boolean | undefined; readonly text: string } {
  const sign = isHigh ? (orEqual ? '≥' : '>') : orEqual ? '≤' : '<';
  const level = threshold === undefined ? levels(column) : undefined;
  const limit = level?.threshold ?? threshold!;
  const valueAt = (cell: number) => (level ? level.values[cell]! : values.get(cell, column));
  const holds = (cell: number) => {
    const value = valueAt(cell);
    if (Number.isNaN(value)) return undefined;
    if (value === limit) return orEqual;
    return value > limit === isHigh;
  };
  return { holds, text: level ? `${protein} ${sign} ${level.text}` : `${protein} ${sign} ${limit}` };
}
