import { scaleLinear } from 'd3-scale';
import { svgDocument } from '../svg/svg-document.js';
import { fitText, svgText } from '../svg/text.js';
import { axisDomain, tickFormat } from './axis.js';

/** A row of the table that `evaluate` of `@csm/evaluate` gives; NaN where something was not measured. */
export interface MeasuredMethod {
  readonly method: string;
  readonly measure: string;
  readonly value: number;
  readonly standardError: number;
  /** Of random concepts: mean, smallest and largest. */
  readonly control: number;
  readonly controlLow: number;
  readonly controlHigh: number;
  /** What maps that know nothing reach. */
  readonly chance: number;
}

/** Options of {@link evaluationPlot}. */
export interface EvaluationPlotOptions {
  /** Default: the measure. */
  readonly title?: string;
  /** Width of the picture in pixels, 360 or more. Default 640. */
  readonly width?: number;
}

const MARGIN = 16;
const ROW = 24;
const TICK_SIZE = 10;
const VALUE = '#0072b2';
const CONTROL = '#bbb';

/**
 * One measure of all methods: a dot a method, with its standard error as a line; behind it, in grey, what random concepts reach,
 * from the smallest to the largest, with their mean as a tick; and chance, where it is known, as a dashed line. A method shows its
 * concept where the dot lies beyond the grey. In the order of the rows. One self-contained SVG; `rasterize` of
 * `@csm/render/node` makes it a PNG.
 *
 * @param rows those of `evaluate`; of other measures they are passed over
 * @param measure such as `localisation: mass`
 * @returns an SVG document
 * @throws RangeError where no row has that measure, one of its values is not finite, or the width is not a whole number of at least 360
 */
export function evaluationPlot(
  rows: readonly MeasuredMethod[],
  measure: string,
  options: EvaluationPlotOptions = {},
): string {
  const { title = measure, width = 640 } = options;
  const shown = rows.filter((row) => row.measure === measure);
  check(rows, shown, measure, width);
  const labels = Math.round(0.38 * width);
  const parts: string[] = [];
  const heading = fitText(title, { width: width - 2 * MARGIN, size: 15, smallest: 9, weight: 600 });
  parts.push(svgText(heading, { x: width / 2, y: MARGIN, anchor: 'middle', weight: 600 }));
  const top = MARGIN + heading.height + 10;
  const bottom = top + shown.length * ROW;
  const ends = shown.flatMap(({ value, standardError, control, controlLow, controlHigh, chance }) =>
    [
      value - known(standardError),
      value + known(standardError),
      control,
      controlLow,
      controlHigh,
      chance,
    ].filter(Number.isFinite),
  );
  const domain = axisDomain(Math.min(...ends), Math.max(...ends));
  const x = scaleLinear(domain, [labels + 8, width - MARGIN - 8]).nice(5);

  const format = tickFormat(x, 5);
  for (const tick of x.ticks(5)) {
    const at = round(x(tick));
    parts.push(`<path d="M${at} ${top}V${bottom}" stroke="#ddd" stroke-width="0.75"/>`);
    parts.push(number(format(tick), at, bottom + 5));
  }
  const { chance } = shown[0]!;
  if (shown.every((row) => row.chance === chance)) {
    parts.push(
      `<path d="M${round(x(chance))} ${top}V${bottom}" stroke="#555" stroke-dasharray="4 3"/>`,
      number('chance', round(x(chance)), bottom + 18),
    );
  }
  for (const [i, row] of shown.entries()) {
    const y = top + (i + 0.5) * ROW;
    const label = fitText(row.method, {
      width: labels - MARGIN - 8,
      size: 11,
      smallest: 7,
      weight: 400,
      lines: 2,
    });
    parts.push(
      svgText(label, { x: labels - 8, y: y - label.height / 2, anchor: 'end', weight: 400, fill: '#333' }),
      ...method(row, x, y),
    );
  }
  return svgDocument('evaluationPlot', { width, height: bottom + 40 }, title, parts);
}

function method(row: MeasuredMethod, x: (value: number) => number, y: number): string[] {
  const { value, standardError, control, controlLow, controlHigh } = row;
  const across = (from: number, to: number, stroke: string, thick: number) =>
    `<path d="M${round(x(from))} ${y}H${round(x(to))}" stroke="${stroke}" stroke-width="${thick}"/>`;
  const random = Number.isFinite(control)
    ? [
        across(controlLow, controlHigh, CONTROL, 8),
        `<path d="M${round(x(control))} ${y - 6}v12" stroke="#777" stroke-width="1.5"/>`,
      ]
    : [];
  const error = known(standardError);
  return [
    ...random,
    ...(error > 0 ? [across(value - error, value + error, VALUE, 1.5)] : []),
    `<circle cx="${round(x(value))}" cy="${y}" r="4" fill="${VALUE}"/>`,
  ];
}

const known = (value: number): number => (Number.isFinite(value) ? value : 0);

const number = (text: string, x: number, y: number): string =>
  svgText(
    { lines: [text], size: TICK_SIZE, width: 0, height: 0 },
    { x, y, anchor: 'middle', weight: 400, fill: '#333' },
  );

const round = (value: number): number => Math.round(value * 100) / 100;

function check(
  rows: readonly MeasuredMethod[],
  shown: readonly MeasuredMethod[],
  measure: string,
  width: number,
): void {
  if (shown.length === 0) {
    const measures = [...new Set(rows.map((row) => row.measure))];
    throw new RangeError(
      `evaluationPlot: no row has the measure "${measure}"; there are ${measures.join(', ') || 'no rows'}`,
    );
  }
  const odd = shown.find(({ value }) => !Number.isFinite(value));
  if (odd)
    throw new RangeError(`evaluationPlot: the value of ${odd.method} is ${odd.value}; expected a number`);
  if (!Number.isInteger(width) || width < 360)
    throw new RangeError(`evaluationPlot: width must be a whole number of at least 360; got ${width}`);
}
