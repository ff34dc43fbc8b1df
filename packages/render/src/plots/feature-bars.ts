import { invalidArgument } from '@csm/base';
import { barCharts } from './bar-chart.js';
import { checkFeatureBars, type FeatureBarsOptions } from './feature-bars-options.js';
import { flatValues } from './flat-map.js';

/**
 * Draws maps of table rows: for each row, the features with the largest absolute values as bars from zero, negative ones to the
 * left in blue and positive ones to the right in red, with their names and values. A caption under each chart gives the number
 * of features, and the share of the sum of all absolute values that the bars show. The result is one self-contained SVG;
 * `rasterize` of `@csm/render/node` makes a PNG from it.
 *
 * @returns an SVG document.
 * @throws if there are no rows, a value is not finite, or a row has another number of values than `names`.
 *
 * @example
 * const { maps } = await explain(encoder, concept, rows, integratedGradients());
 * featureBars({ names: genes, rows: [0, 1].map((i) => ({ title: `cell ${i}`, values: maps.pick(i) })) });
 * @category Plots
 */
export function featureBars(options: FeatureBarsOptions): string {
  checkFeatureBars(options);
  const { title = '', rows, names, count = 10, limit, unit = 'saliency' } = options;
  const { cellSize = 280, columns = Math.min(3, rows.length) } = options;
  const values = rows.map((row, i) => {
    const found = flatValues('featureBars', `the values of row ${i}`, row.values);
    if (found.length === names.length) return found;
    throw invalidArgument(
      `featureBars: row ${i} must have one value per name, ${names.length}; got ${found.length}.`,
    );
  });
  return barCharts('featureBars', {
    ...{ title, limit, columns, cellSize },
    charts: values.map((row, i) => {
      const shown = [...row.keys()]
        .sort((a, b) => Math.abs(row[b] ?? 0) - Math.abs(row[a] ?? 0) || a - b)
        .slice(0, count);
      return {
        title: rows[i]?.title ?? '',
        bars: shown.map((feature) => ({ name: names[feature] ?? '', value: row[feature] ?? 0 })),
        caption: [unit, summary(row, shown)].filter(Boolean).join('\n'),
      };
    }),
  });
}

/** How many features there are, and how much of the map the bars show. */
function summary(values: Float64Array, shown: readonly number[]): string {
  if (shown.length === values.length) return '';
  const total = values.reduce((sum, value) => sum + Math.abs(value), 0);
  const part = shown.reduce((sum, feature) => sum + Math.abs(values[feature] ?? 0), 0);
  const share = total > 0 ? `, ${Math.round((100 * part) / total)} % of the sum of |values|` : '';
  return `${shown.length} of ${values.length} features${share}`;
}
