import { largest, smallest } from '@csm/base';
import { scaleLinear } from 'd3-scale';
import { drawHeading } from '../svg/heading.js';
import { round } from '../svg/round.js';
import { svgDocument } from '../svg/svg-document.js';
import { type FittedText, fitText, fitTexts, oneLine, svgText } from '../svg/text.js';
import { axisDomain, endFormat, spacedTicks } from './axis.js';

/** A bar from zero to its value. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  /** Half the length of the error bar. Default 0: none. */
  readonly error?: number | undefined;
  /** Values of the parts whose mean the bar is, such as donors: drawn as circles. */
  readonly points?: readonly number[] | undefined;
  /** Whether bars were left out before this one, which a dashed line shows. Default false. */
  readonly isAfterGap?: boolean | undefined;
}

/** Bars below each other with one axis. */
export interface BarChart {
  readonly title: string;
  readonly bars: readonly Bar[];
  /** The text under the axis. */
  readonly caption: string;
}

/** Options of {@link barCharts}. */
export interface BarChartsOptions {
  readonly title: string;
  readonly charts: readonly BarChart[];
  /** The value at both ends of all axes. Default: the largest of each chart, or with `isTight` its smallest and its largest. */
  readonly limit: number | undefined;
  /** Whether the two ends of an axis may be at different distances from zero. Default false. */
  readonly isTight?: boolean | undefined;
  readonly columns: number;
  readonly cellSize: number;
}

const MARGIN = 16;
const GAP = 20;
const BAR = 12;
const STEP = 18;
/** Room for the line that stands for bars which were left out. */
const BREAK = 8;
const VALUE_SIZE = 9.5;
/** Room for the number at the end of a bar. */
const VALUE_WIDTH = 52;
/** ColorBrewer's RdBu, as in signed maps. */
const COLORS = { negative: '#2166ac', positive: '#b2182b' } as const;

/** Draws charts of horizontal bars in a grid: negative bars to the left in blue, positive ones to the right in red. @returns an SVG document. */
export function barCharts(caller: string, options: BarChartsOptions): string {
  const { title, charts, columns, cellSize } = options;
  const width = 2 * MARGIN + columns * (cellSize + GAP) - GAP;
  const heading = drawHeading(title, { width, margin: MARGIN, y: MARGIN });
  const parts = [title ? heading.svg : ''];
  let y = MARGIN + (title ? heading.height + 8 : 0);
  for (let first = 0; first < charts.length; first += columns) {
    const inRow = charts.slice(first, first + columns);
    const heads = fitTexts(
      inRow.map((chart) => chart.title),
      { width: cellSize, size: 12, smallest: 9, weight: 600 },
    );
    const headHeight = largest(heads.map(({ height }) => height));
    const drawn = inRow.map((chart, c) =>
      drawChart(chart, options, { x: MARGIN + c * (cellSize + GAP), y: y + headHeight + 4 }, cellSize),
    );
    for (const [c, head] of heads.entries()) {
      const at = { x: MARGIN + c * (cellSize + GAP) + cellSize / 2, y: y + headHeight - head.height };
      parts.push(svgText(head, { ...at, anchor: 'middle', weight: 600 }));
    }
    for (const { svg } of drawn) parts.push(svg);
    y += headHeight + 4 + largest(drawn.map(({ height }) => height)) + GAP;
  }
  return svgDocument(caller, { width, height: Math.ceil(y - GAP + MARGIN) }, title, parts);
}

/** The values between which a bar, its error bar and its points are drawn, with zero. */
function extent({ value, error = 0, points = [] }: Bar): { low: number; high: number } {
  const all = [0, value - error, value + error, ...points];
  return { low: smallest(all), high: largest(all) };
}

function drawChart(
  { bars, caption }: BarChart,
  { limit, isTight = false }: BarChartsOptions,
  { x, y }: { x: number; y: number },
  width: number,
): { svg: string; height: number } {
  const labels = bars.map(({ name }) => fitName(name, 0.36 * width));
  const labelWidth = largest(labels.map((label) => label.width));
  const extents = bars.map(extent);
  const lowest = smallest(extents.map(({ low }) => low));
  const highest = largest(extents.map(({ high }) => high));
  const most = Math.max(-lowest, highest);
  const [, end] = axisDomain(0, limit ?? most);
  const hasNegative = extents.some(({ low }) => low < 0);
  const hasPositive = extents.some(({ high }) => high > 0) || !hasNegative;
  const left = x + labelWidth + 6 + (hasNegative ? VALUE_WIDTH : 0);
  const right = x + width - (hasPositive ? VALUE_WIDTH : 6);
  const domain =
    isTight && limit === undefined && most > 0
      ? axisDomain(lowest, highest)
      : [hasNegative ? -end : 0, hasPositive ? end : 0];
  const scale = scaleLinear(domain, [left, right]).clamp(true);
  const tops: number[] = [];
  let bottom = y;
  for (const { isAfterGap = false } of bars) {
    if (isAfterGap) bottom += BREAK;
    tops.push(bottom);
    bottom += STEP;
  }
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
  for (const [i, bar] of bars.entries()) {
    const { value, isAfterGap = false } = bar;
    const middle = (tops[i] ?? 0) + STEP / 2;
    if (isAfterGap) {
      parts.push(
        `<path d="M${x} ${round(middle - STEP / 2 - BREAK / 2)}h${width}" stroke="#999" stroke-width="0.75" stroke-dasharray="2 3"/>`,
      );
    }
    const label = labels[i];
    if (label) {
      const at = { x: x + labelWidth, y: middle - label.height / 2 };
      parts.push(svgText(label, { ...at, anchor: 'end', weight: 400 }));
    }
    const [from, to] = [Math.min(scale(0), scale(value)), Math.max(scale(0), scale(value))];
    const color = value < 0 ? COLORS.negative : COLORS.positive;
    parts.push(
      `<rect x="${round(from)}" y="${middle - BAR / 2}" width="${round(to - from)}" height="${BAR}" fill="${color}"/>`,
      ...spread(bar, scale, middle),
    );
    const number = oneLine(value === 0 ? '0' : `${value > 0 ? '+' : ''}${format(value)}`, VALUE_SIZE);
    // Beyond the error bar and the points, which the number would cover.
    const { low = 0, high = 0 } = extents[i] ?? {};
    const at =
      value < 0
        ? { x: round(scale(low) - 4), anchor: 'end' as const }
        : { x: round(scale(high) + 4), anchor: 'start' as const };
    parts.push(svgText(number, { ...at, y: middle - 0.625 * VALUE_SIZE, weight: 400, fill: '#333' }));
  }
  const text = fitText(caption, { ...{ width, size: 10.5, smallest: 9, weight: 400, lines: 4 } });
  const captionY = bottom + 18;
  parts.push(svgText(text, { x: x + width / 2, y: captionY, anchor: 'middle', weight: 400, fill: '#333' }));
  return { svg: parts.join('\n'), height: captionY - y + text.height };
}

/** The error bar, above the middle, and the points, below it; both have white around them, so that they can be seen on a bar. */
function spread(
  { value, error = 0, points = [] }: Bar,
  scale: (value: number) => number,
  y: number,
): string[] {
  const apart = points.length > 0 && error > 0 ? 2.75 : 0;
  const circles = points.map(
    (point) =>
      `<circle cx="${round(scale(point))}" cy="${y + apart}" r="2.25" fill="#fff" stroke="#333" stroke-width="0.9"/>`,
  );
  if (error === 0) return circles;
  const [from, to] = [round(scale(value - error)), round(scale(value + error))];
  const path = `M${from} ${y - apart}H${to}M${from} ${y - apart - 2.5}v5M${to} ${y - apart - 2.5}v5`;
  return [
    `<path d="${path}" stroke="#fff" stroke-width="2.5"/><path d="${path}" stroke="#111" stroke-width="1.2"/>`,
    ...circles,
  ];
}

const fitName = (name: string, width: number): FittedText =>
  fitText(name, { width, size: 11, smallest: 7, weight: 400, lines: 1 });
