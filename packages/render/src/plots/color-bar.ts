import { checkBoolean, checkCount, checkList, checkOptions, invalidArgument, shown } from '@csm/base';
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { checkRange } from '../checks/check-range.js';
import { type ColorMap, type ColorMapName, resolveColorMap } from '../colour/color-map.js';
import { pngDataUri } from '../pictures/png.js';
import { round } from '../svg/round.js';
import { fitText, LINE_HEIGHT, oneLine, svgText, textWidth } from '../svg/text.js';
import { endFormat, tickFormat } from './axis.js';

/** A legend that shows the colour of each value. */
export interface ColorBar {
  /** The colour map of the pictures. Default `blueWhiteRed`. */
  readonly colorMap?: ColorMapName | ColorMap | undefined;
  /** The values at its two ends: [−limit, limit] for a signed map, [0, limit] for a magnitude. */
  readonly range: readonly [low: number, high: number];
  /** The name of the quantity, with its unit. */
  readonly label?: string | undefined;
  /** Whether the values are whole numbers, such as counts: the bar then has no ticks between them. Default false. */
  readonly wholeNumbers?: boolean | undefined;
  /** Texts at the two ends instead of numbers, for maps that each have their own range: `['smallest', 'largest']`. */
  readonly ends?: readonly [low: string, high: string] | undefined;
  /** Index of the column under which the bar is drawn. Default: under the whole panel, centred. */
  readonly column?: number | undefined;
}

const BAR_HEIGHT = 10;
const TICK_SIZE = 10;
const TICK_LENGTH = 3;
const TICK_GAP = 5;

/**
 * @param name what the caller calls the bar, such as `colorBars[0]`.
 * @throws unless the bar can be drawn under one of the given number of columns.
 */
export function checkColorBar(caller: string, name: string, bar: ColorBar, columns: number): void {
  checkOptions(`${caller}: ${name}`, bar, {
    colorMap: true,
    range: true,
    label: true,
    wholeNumbers: true,
    ends: true,
    column: true,
  });
  checkRange(caller, `the range of ${name}`, bar.range, '; leave the bar out for all-zero maps');
  const { ends } = bar;
  if (ends !== undefined) {
    checkList(caller, `the ends of ${name}`, ends);
    if (ends.length !== 2 || ends.some((text) => typeof text !== 'string')) {
      throw invalidArgument(`${caller}: the ends of ${name} must be two strings; got ${shown(ends)}.`);
    }
  }
  if (bar.column !== undefined) {
    checkCount(caller, `the column of ${name}`, bar.column, { min: 0, max: columns - 1 });
  }
  if (bar.wholeNumbers !== undefined) checkBoolean(caller, `wholeNumbers of ${name}`, bar.wholeNumbers);
  resolveColorMap(caller, bar.colorMap ?? 'blueWhiteRed');
}

/** Draws the bar with tick numbers and its label in a box with its top left at (x, y). @returns SVG, and the bar's height. */
export function drawColorBar(
  bar: ColorBar,
  box: { x: number; y: number; width: number; barWidth: number },
): { svg: string; height: number } {
  const { x, y, width, barWidth } = box;
  const start = x + Math.round((width - barWidth) / 2);
  const scale = scaleLinear(bar.range, [start, start + barWidth]);
  const ticks = barTicks(bar, scale, [x, x + width]);
  const below = y + BAR_HEIGHT;
  const labelY = below + 2 + (ticks.length ? TICK_LENGTH + TICK_SIZE * LINE_HEIGHT : 0);
  // A bar that is too narrow for tick numbers has its range as text.
  const range = ticks.length ? '' : `${(bar.ends ?? bar.range.map(endFormat(...bar.range))).join(' to ')}\n`;
  const label = fitText(range + (bar.label ?? ''), { width, size: 11, smallest: 9, weight: 400 });
  const svg = [
    `<image x="${start}" y="${y}" width="${barWidth}" height="${BAR_HEIGHT}" preserveAspectRatio="none" image-rendering="pixelated" href="${barImage(bar, barWidth)}"/>`,
    `<rect x="${start}" y="${y}" width="${barWidth}" height="${BAR_HEIGHT}" fill="none" stroke="#555" stroke-width="0.75"/>`,
    ...ticks.map(({ value, text, middle }) => {
      const at = { x: round(middle), y: below + TICK_LENGTH + 1 };
      return `<path d="M${round(scale(value))} ${below}v${TICK_LENGTH}" stroke="#555" stroke-width="0.75"/>
${svgText(oneLine(text, TICK_SIZE), { ...at, anchor: 'middle', weight: 400, fill: '#333' })}`;
    }),
    svgText(label, { x: x + width / 2, y: labelY, anchor: 'middle', weight: 400, fill: '#333' }),
  ].join('\n');
  return { svg, height: Math.ceil(labelY - y + label.height) };
}

interface BarTick {
  readonly value: number;
  readonly text: string;
  /** The position on which the number is centred: under its tick, or as near to it as the box allows. */
  readonly middle: number;
  /** Half the width of the number. */
  readonly half: number;
}

/**
 * The numbers under a bar: three to five round numbers if they fit next to each other without touching; otherwise
 * both ends and the middle; otherwise both ends; otherwise none.
 */
function barTicks(
  { range: [low, high], wholeNumbers = false, ends: texts }: ColorBar,
  scale: ScaleLinear<number, number>,
  [left, right]: readonly [number, number],
): readonly BarTick[] {
  const place = (values: number[], format: (value: number) => string): BarTick[] =>
    values.map((value) => {
      const text = value === 0 && !texts ? '0' : format(value);
      const half = textWidth(text, TICK_SIZE, 400) / 2;
      return { value, text, half, middle: Math.max(left + half, Math.min(right - half, scale(value))) };
    });
  const isFree = (ticks: readonly BarTick[]) =>
    ticks.every((tick, i) => {
      const previous = ticks[i - 1];
      const from = previous ? previous.middle + previous.half + TICK_GAP : left;
      return tick.middle - tick.half >= from && tick.middle + tick.half <= right;
    });
  if (texts) {
    const two = place([low, high], (value) => texts[value === low ? 0 : 1]);
    return isFree(two) ? two : [];
  }
  const both = wholeNumbers
    ? place([Math.ceil(low), Math.floor(high)], wholeNumber)
    : place([low, high], endFormat(low, high));
  const candidates = [5, 4, 3].map((n) =>
    wholeNumbers
      ? place(scale.ticks(n).filter(Number.isInteger), wholeNumber)
      : place(scale.ticks(n), tickFormat(scale, n)),
  );
  if (!wholeNumbers) candidates.push(place([low, (low + high) / 2, high], endFormat(low, high)));
  return candidates.find((ticks) => ticks.length >= 3 && isFree(ticks)) ?? (isFree(both) ? both : []);
}

const wholeNumber = (value: number) => value.toLocaleString('en');

/** The colours from low to high: one row, with two pixels per unit of width. */
function barImage(bar: ColorBar, width: number): string {
  const colorMap = resolveColorMap('panel', bar.colorMap ?? 'blueWhiteRed');
  const pixels = 2 * width;
  const data = new Uint8ClampedArray(4 * pixels).fill(255);
  for (let i = 0; i < pixels; i++) data.set(colorMap(i / (pixels - 1)), 4 * i);
  return pngDataUri({ width: pixels, height: 1, data });
}
