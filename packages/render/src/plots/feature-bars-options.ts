import { checkList, checkOptions, invalidArgument } from '@csm/base';
import { BAR_CHARTS_OPTIONS, checkBarCharts } from './bar-charts-options.js';
import type { FlatMap } from './flat-map.js';

/** One row of a table, or the mean of several: a chart of {@link FeatureBarsOptions}. */
export interface FeatureRow {
  readonly title?: string | undefined;
  /** One value per feature: a map of `explain`, such as `maps.pick(0)`. */
  readonly values: FlatMap;
}

/** Options of `featureBars`. */
export interface FeatureBarsOptions {
  readonly title?: string | undefined;
  readonly rows: readonly FeatureRow[];
  /** The names of the features, in the order of the values. */
  readonly names: readonly string[];
  /** Features per chart: those with the largest absolute values. Default 10. */
  readonly count?: number | undefined;
  /** The value at the ends of the axis. Pass it to make charts of several figures comparable. Default: the largest in each chart. */
  readonly limit?: number | undefined;
  /** The name of the quantity, with its unit, which is written under each axis. Default `saliency`. */
  readonly unit?: string | undefined;
  /** Charts next to each other. Default: at most 3. */
  readonly columns?: number | undefined;
  /** Width of a chart in pixels, at least 160. Default 280. */
  readonly cellSize?: number | undefined;
}

/** @throws unless the options are valid, except for the values. */
export function checkFeatureBars(options: FeatureBarsOptions): void {
  const caller = 'featureBars';
  checkOptions(caller, options, { ...BAR_CHARTS_OPTIONS, rows: true, names: true });
  const { rows, names } = options;
  checkList(caller, 'rows', rows);
  checkList(caller, 'names', names);
  if (rows.length === 0) throw invalidArgument(`${caller}: rows must have at least one row; got none.`);
  for (const [i, row] of rows.entries()) {
    checkOptions(`${caller}: row ${i}`, row, { title: true, values: true });
  }
  checkBarCharts(caller, options);
}
