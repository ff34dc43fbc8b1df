import { invalidArgument, largest } from '@csm/base';
import { scaleLinear } from 'd3-scale';
import { drawHeading } from '../svg/heading.js';
import { round } from '../svg/round.js';
import { svgDocument } from '../svg/svg-document.js';
import { type FittedText, fitText, fitTexts, oneLine, svgText } from '../svg/text.js';
import { axisDomain, endFormat, spacedTicks } from './axis.js';
import { checkFeatureBars, type FeatureBarsOptions } from './feature-bars-options.js';
import { flatValues } from './flat-map.js';

const MARGIN = 16;
const GAP = 20;
const BAR = 12;
const STEP = 18;
const VALUE_SIZE = 9.5;
/** Room for the number at the end of a bar. */
const VALUE_WIDTH = 52;
/** ColorBrewer's RdBu, as in signed maps. */
const COLORS = { negative: '#2166ac', positive: '#b2182b' } as const;

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
  const { title = '', rows, names, cellSize = 280, columns = Math.min(3, rows.length) } = options;
  const values = rows.map((row, i) => {
    const found = flatValues('featureBars', `the values of row ${i}`, row.values);
    if (found.length === names.length) return found;
    throw invalidArgument(
      `featureBars: row ${i} must have one value per name, ${names.length}; got ${found.length}.`,
    );
  });
  const width = 2 * MARGIN + columns * (cellSize + GAP) - GAP;
  const heading = drawHeading(title, { width, margin: MARGIN, y: MARGIN });
  const parts = [title ? heading.svg : ''];
  let y = MARGIN + (title ? heading.height + 8 : 0);
  for (let first = 0; first < rows.length; first += columns) {
    const heads = fitTexts(
      rows.slice(first, first + columns).map((row) => row.title ?? ''),
      { width: cellSize, size: 12, smallest: 9, weight: 600 },
    );
    const headHeight = largest(heads.map(({ height }) => height));
    const charts = values
      .slice(first, first + columns)
      .map((row, c) =>
        drawChart(row, options, { x: MARGIN + c * (cellSize + GAP), y: y + headHeight + 4 }, cellSize),
      );
    for (const [c, head] of heads.entries()) {
      const at = { x: MARGIN + c * (cellSize + GAP) + cellSize / 2, y: y + headHeight - head.height };
      parts.push(svgText(head, { ...at, anchor: 'middle', weight: 600 }));
    }
    for (const { svg } of charts) parts.push(svg);
    y += headHeight + 4 + largest(charts.map(({ height }) => height)) + GAP;
  }
  return svgDocument('featureBars', { width, height: Math.ceil(y - GAP + MARGIN) }, title, parts);
}

function drawChart(
  values: Float64Array,
  { names, count = 10, limit, unit = 'saliency' }: FeatureBarsOptions,
  { x, y }: { x: number; y: number },
  width: number,
): { svg: string; height: number } {
  const shown = [...values.keys()]
    .sort((a, b) => Math.abs(values[b] ?? 0) - Math.abs(values[a] ?? 0) || a - b)
    .slice(0, count);
  const labels = shown.map((feature) => fitName(names[feature] ?? '', 0.36 * width));
  const labelWidth = largest(labels.map((label) => label.width));
  const most = largest(shown.map((feature) => Math.abs(values[feature] ?? 0)));
  const [, end] = axisDomain(0, limit ?? most);
  const hasNegative = shown.some((feature) => (values[feature] ?? 0) < 0);
  const hasPositive = shown.some((feature) => (values[feature] ?? 0) > 0) || !hasNegative;
  const left = x + labelWidth + 6 + (hasNegative ? VALUE_WIDTH : 0);
  const right = x + width - (hasPositive ? VALUE_WIDTH : 6);
  const scale = scaleLinear([hasNegative ? -end : 0, hasPositive ? end : 0], [left, right]).clamp(true);
  const bottom = y + shown.length * STEP;
  const format = (value: number) => {
    // Values that are tiny compared with the axis have too many zeros to be written out.
    const size = Math.abs(value);
    return size < end / 1000 ? endFormat(-size, size)(value) : endFormat(-end, end)(value);
  };
  const isZero = limit === undefined && most === 0;
  const ticks = isZero
    ? [{ value: 0, text: '0', middle: scale(0) }]
    : spacedTicks(scale, { count: 4, size: VALUE_SIZE, room: [x, x + width] });
  const parts = ticks.map(({ value, text, middle }) => {
    const line = `<path d="M${round(scale(value))} ${y}V${bottom}" stroke="${value === 0 ? '#333' : '#ddd'}" stroke-width="0.75"/>`;
    const at = { x: round(middle), y: bottom + 3, anchor: 'middle', weight: 400, fill: '#333' } as const;
    return line + svgText(oneLine(text, VALUE_SIZE), at);
  });
  for (const [i, feature] of shown.entries()) {
    const value = values[feature] ?? 0;
    const middle = y + i * STEP + STEP / 2;
    const label = labels[i];
    if (label) {
      const at = { x: x + labelWidth, y: middle - label.height / 2 };
      parts.push(svgText(label, { ...at, anchor: 'end', weight: 400 }));
    }
    const [from, to] = [Math.min(scale(0), scale(value)), Math.max(scale(0), scale(value))];
    const color = value < 0 ? COLORS.negative : COLORS.positive;
    parts.push(
      `<rect x="${round(from)}" y="${middle - BAR / 2}" width="${round(to - from)}" height="${BAR}" fill="${color}"/>`,
    );
    const number = oneLine(value === 0 ? '0' : `${value > 0 ? '+' : ''}${format(value)}`, VALUE_SIZE);
    const at =
      value < 0
        ? { x: round(from - 4), anchor: 'end' as const }
        : { x: round(to + 4), anchor: 'start' as const };
    parts.push(svgText(number, { ...at, y: middle - 0.625 * VALUE_SIZE, weight: 400, fill: '#333' }));
  }
  const caption = fitText([unit, summary(values, shown)].filter(Boolean).join('\n'), {
    ...{ width, size: 10.5, smallest: 9, weight: 400, lines: 4 },
  });
  const captionY = bottom + 18;
  parts.push(
    svgText(caption, { x: x + width / 2, y: captionY, anchor: 'middle', weight: 400, fill: '#333' }),
  );
  return { svg: parts.join('\n'), height: captionY - y + caption.height };
}

const fitName = (name: string, width: number): FittedText =>
  fitText(name, { width, size: 11, smallest: 7, weight: 400, lines: 1 });

/** How many features there are, and how much of the map the bars show. */
function summary(values: Float64Array, shown: readonly number[]): string {
  if (shown.length === values.length) return '';
  const total = values.reduce((sum, value) => sum + Math.abs(value), 0);
  const part = shown.reduce((sum, feature) => sum + Math.abs(values[feature] ?? 0), 0);
  const share = total > 0 ? `, ${Math.round((100 * part) / total)} % of the sum of |values|` : '';
  return `${shown.length} of ${values.length} features${share}`;
}
