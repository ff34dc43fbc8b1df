import { checkCount, checkList, checkNdarray, checkOptions, checkShape, invalidArgument } from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkRange } from '../checks/check-range.js';
import type { ColorMap, ColorMapName } from '../colour/color-map.js';

/** Options of {@link matrixMap}. */
export interface MatrixMapOptions {
  readonly title?: string | undefined;
  /** `[rows, columns]`. A NaN is a value that is not known: its cell is hatched in grey, and the legend explains it. */
  readonly values: NdArray;
  /** Labels of the rows. */
  readonly rows: readonly string[];
  /** Labels of the columns. Default: those of the rows. */
  readonly columns?: readonly string[] | undefined;
  /** The values at the ends of the colour map. Default [−1, 1], the range of cosines and correlations. */
  readonly range?: readonly [low: number, high: number] | undefined;
  /** Default `blueWhiteRed`. */
  readonly colorMap?: ColorMapName | ColorMap | undefined;
  /** The name of the quantity, which is written under the colour bar. */
  readonly label?: string | undefined;
  /** What the legend says of cells whose value is NaN, such as the reason. Default `not known`. */
  readonly unknownLabel?: string | undefined;
  /** Side of a cell in pixels. Default 14. */
  readonly cellSize?: number | undefined;
}

/** @throws unless the options are valid for `matrixMap`. */
export function checkMatrixMap(options: MatrixMapOptions): void {
  const caller = 'matrixMap';
  checkOptions(caller, options, {
    ...{ title: true, values: true, rows: true, columns: true, range: true, colorMap: true },
    ...{ label: true, unknownLabel: true, cellSize: true },
  });
  const { values, rows, columns = rows, range = [-1, 1], cellSize = 14 } = options ?? {};
  checkList(caller, 'rows', rows);
  checkList(caller, 'columns', columns);
  checkNdarray(`${caller}, values`, values);
  checkShape(caller, 'values', values.shape, [rows.length, columns.length]);
  if (values.size === 0) {
    throw invalidArgument(`${caller}: values must not be empty; got shape [${values.shape}].`);
  }
  for (const r of rows.keys()) {
    for (const c of columns.keys()) {
      const value: number = values.get(r, c);
      if (Number.isFinite(value) || Number.isNaN(value)) continue;
      throw invalidArgument(
        `${caller}: values must be finite, or NaN if they are not known; got ${value} at row ${r}, column ${c}.`,
      );
    }
  }
  checkCount(caller, 'cellSize', cellSize);
  checkRange(caller, 'range', range);
}
