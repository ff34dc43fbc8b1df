import { largest, smallest } from '@csm/base';
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { round } from '../../svg/round.js';
import { oneLine, svgText } from '../../svg/text.js';
import { spacedTicks, tickFormat } from '../axis.js';
import type { HistogramBar } from './histogram.js';

/** Size of the frame of a histogram, in pixels. */
export const CELL = { width: 176, height: 96 } as const;
export const TICK_SIZE = 9;
/** Okabe & Ito's vermilion and blue, which colour-blind readers can distinguish. */
export const GROUP_COLORS = { positives: '#d55e00', negatives: '#0072b2' } as const;
const Y_TICKS = 3;

/** The histograms of one frame, and its scales in pixels from the top left of the frame. */
export interface HistogramCell {
  readonly positives: readonly HistogramBar[];
  readonly negatives: readonly HistogramBar[];
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLinear<number, number>;
}

export function scalesOf([
  positives = [],
  negatives = [],
]: readonly (readonly HistogramBar[])[]): HistogramCell {
  const bars = [...positives, ...negatives];
  const domain = [smallest(bars.map(({ x0 }) => x0)), largest(bars.map(({ x1 }) => x1))];
  const x = scaleLinear(domain, [0, CELL.width]);
  const y = scaleLinear([0, largest(bars.map(({ density }) => density))], [CELL.height, 4]);
  return { positives, negatives, x, y };
}

/** The numbers at the vertical axis. */
export const yNumbers = ({ y }: HistogramCell): string[] => y.ticks(Y_TICKS).map(tickFormat(y, Y_TICKS));

/**
 * Draws both groups in one frame with its top left at (x, y).
 * @param at `room` is how far the numbers under the frame may reach to the left and right.
 */
export function drawHistogram(
  cell: HistogramCell,
  at: { readonly x: number; readonly y: number; readonly room: readonly [number, number] },
): string {
  const left = at.x;
  const bottom = at.y + CELL.height;
  const x = cell.x.copy().range([left, left + CELL.width]);
  const y = cell.y.copy().range([bottom, at.y + 4]);
  const drawn = (['negatives', 'positives'] as const).flatMap((group) =>
    drawBars(cell[group], x, y, GROUP_COLORS[group]),
  );
  const small = { weight: 400, fill: '#333' } as const;
  const xTicks = spacedTicks(x, { count: 4, size: TICK_SIZE, room: at.room }).map(
    ({ value, text, middle }) => {
      const label = svgText(oneLine(text, TICK_SIZE), {
        x: round(middle),
        y: bottom + 5,
        anchor: 'middle',
        ...small,
      });
      return `<path d="M${round(x(value))} ${bottom}v3" stroke="#555" stroke-width="0.75"/>\n${label}`;
    },
  );
  const yTicks = y.ticks(Y_TICKS).map((value) => {
    const text = oneLine(tickFormat(y, Y_TICKS)(value), TICK_SIZE);
    const at = { x: left - 5, y: round(y(value) - 0.6 * TICK_SIZE), anchor: 'end' } as const;
    return `<path d="M${left} ${round(y(value))}h-3" stroke="#555" stroke-width="0.75"/>\n${svgText(text, { ...at, ...small })}`;
  });
  const axes = `<path d="M${left} ${at.y}V${bottom}H${left + CELL.width}" fill="none" stroke="#555" stroke-width="0.75"/>`;
  return [...drawn, axes, ...xTicks, ...yTicks].join('\n');
}

/** The bars as one area, with an outline along their tops: lines between many narrow bars would hide the colour. */
function drawBars(
  bars: readonly HistogramBar[],
  x: (value: number) => number,
  y: (value: number) => number,
  color: string,
): string[] {
  const area = bars
    .filter(({ density }) => density > 0)
    .map(
      ({ x0, x1, density }) =>
        `M${round(x(x0))} ${round(y(0))}V${round(y(density))}H${round(x(x1))}V${round(y(0))}`,
    )
    .join('');
  const [first] = bars;
  if (!first) return [];
  const tops = bars.map(({ x1, density }) => `V${round(y(density))}H${round(x(x1))}`).join('');
  return [
    `<path d="${area}" fill="${color}" fill-opacity="0.5"/>`,
    `<path d="M${round(x(first.x0))} ${round(y(0))}${tops}V${round(y(0))}" fill="none" stroke="${color}" stroke-width="0.75"/>`,
  ];
}
