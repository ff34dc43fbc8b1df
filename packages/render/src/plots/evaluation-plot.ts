import { largest, smallest } from '@csm/base';
import { scaleLinear } from 'd3-scale';
import { drawHeading } from '../svg/heading.js';
import { drawLegend, type LegendEntry, SAMPLE } from '../svg/legend.js';
import { round } from '../svg/round.js';
import { svgDocument } from '../svg/svg-document.js';
import { fitText, oneLine, svgText } from '../svg/text.js';
import { axisDomain, tickFormat } from './axis.js';
import { checkedRows, type EvaluationPlotOptions, type MeasuredMethod } from './evaluation-plot-options.js';

const MARGIN = 16;
const ROW = 24;
const TICK_SIZE = 10;
const VALUE = '#0072b2';
const CONTROL = '#bbb';

/**
 * Draws one measure of all methods, in the order of the rows: one dot per method, with its standard error as a line; behind it, in
 * grey, the range of random concepts from smallest to largest, with their mean as a tick; and the chance level, if it is
 * known, as a dashed line. The axis is labelled with the measure, and a legend explains the marks. A method shows its concept if the dot is outside the grey range. The result is one
 * self-contained SVG; `rasterize` of `@csm/render/node` makes a PNG from it.
 *
 * @param rows as `evaluate` returns them; rows of other measures are ignored.
 * @param measure name of the measure, such as `localisation: mass`.
 * @returns an SVG document.
 * @throws if no row has that measure, one of its values is not finite, or the width is not a whole number of at least 360.
 * @category Plots
 */
export function evaluationPlot(
  rows: readonly MeasuredMethod[],
  measure: string,
  options: EvaluationPlotOptions = {},
): string {
  const { title = measure, width = 640 } = options;
  const shown = checkedRows(rows, measure, options);
  const labels = Math.round(0.38 * width);
  const parts: string[] = [];
  const heading = drawHeading(title, { width, margin: MARGIN, y: MARGIN });
  parts.push(heading.svg);
  const legend = drawLegend(legendOf(shown), {
    ...{ x: MARGIN, y: MARGIN + heading.height + 6, width: width - 2 * MARGIN },
  });
  parts.push(legend.svg);
  const top = MARGIN + heading.height + legend.height + 12;
  const bottom = top + shown.length * ROW;
  const ends = shown.flatMap(({ value, standardError, control, controlLow, controlHigh, chance }) =>
    [
      value - finiteOrZero(standardError),
      value + finiteOrZero(standardError),
      control,
      controlLow,
      controlHigh,
      chance,
    ].filter(Number.isFinite),
  );
  const domain = axisDomain(smallest(ends), largest(ends));
  const x = scaleLinear(domain, [labels + 8, width - MARGIN - 8]).nice(5);

  const format = tickFormat(x, 5);
  for (const tick of x.ticks(5)) {
    const at = round(x(tick));
    parts.push(`<path d="M${at} ${top}V${bottom}" stroke="#ddd" stroke-width="0.75"/>`);
    parts.push(number(format(tick), at, bottom + 5));
  }
  const [chance = Number.NaN, ...others] = new Set(shown.map((row) => row.chance));
  if (Number.isFinite(chance) && others.length === 0) {
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
  const axis = fitText(measure, { width: width - labels - MARGIN, size: 11, smallest: 8, weight: 400 });
  const axisAt = { x: (labels + width - MARGIN) / 2, y: bottom + 34, anchor: 'middle' } as const;
  parts.push(svgText(axis, { ...axisAt, weight: 400, fill: '#333' }));
  return svgDocument('evaluationPlot', { width, height: bottom + 34 + axis.height + MARGIN }, title, parts);
}

/** Explains the marks of the rows. */
function legendOf(rows: readonly MeasuredMethod[]): LegendEntry[] {
  const hasError = rows.some(({ standardError }) => standardError > 0);
  const hasControl = rows.some(({ control }) => Number.isFinite(control));
  const middle = SAMPLE / 2;
  const dot: LegendEntry = {
    label: hasError ? 'value ± standard error' : 'value',
    sample: (x, y) => {
      const at = { x: x + middle, y: y + middle };
      const line = `<path d="M${x} ${at.y}h${SAMPLE}" stroke="${VALUE}" stroke-width="1.5"/>`;
      return `${hasError ? line : ''}<rect x="${at.x - 3}" y="${at.y - 3}" width="6" height="6" rx="3" fill="${VALUE}"/>`;
    },
  };
  const random: LegendEntry = {
    label: 'random concepts: smallest to largest, and mean',
    sample: (x, y) =>
      `<rect x="${x}" y="${y + middle - 4}" width="${SAMPLE}" height="8" fill="${CONTROL}"/><rect x="${x + middle - 0.75}" y="${y}" width="1.5" height="${SAMPLE}" fill="#777"/>`,
  };
  return hasControl ? [dot, random] : [dot];
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
  const error = finiteOrZero(standardError);
  return [
    ...random,
    ...(error > 0 ? [across(value - error, value + error, VALUE, 1.5)] : []),
    `<circle cx="${round(x(value))}" cy="${y}" r="4" fill="${VALUE}"/>`,
  ];
}

const finiteOrZero = (value: number): number => (Number.isFinite(value) ? value : 0);

const number = (text: string, x: number, y: number): string =>
  svgText(oneLine(text, TICK_SIZE), { x, y, anchor: 'middle', weight: 400, fill: '#333' });
