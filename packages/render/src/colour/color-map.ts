import { invalidArgument, shown } from '@csm/base';
import { rgb as parseColor } from 'd3-color';
import { interpolateLab, piecewise } from 'd3-interpolate';
import { interpolateInferno, interpolateMagma, interpolateViridis, schemeRdBu } from 'd3-scale-chromatic';

/**
 * A colour map: a function from a position in [0, 1] to red, green and blue in [0, 255]. Write your own, or use one
 * of {@link colorMaps}.
 */
export type ColorMap = (t: number) => readonly [red: number, green: number, blue: number];

const fromCss =
  (interpolate: (t: number) => string): ColorMap =>
  (t) => {
    const { r, g, b } = parseColor(interpolate(t));
    return [Math.round(r), Math.round(g), Math.round(b)];
  };

// ColorBrewer's RdBu runs from red to blue, and its light grey middle is visible as a box on a white page. Here it is
// reversed (blue is negative and red positive, as is usual in the field), and its middle is pure white.
const brewer = [...(schemeRdBu[11] ?? [])].reverse();
brewer[5] = '#ffffff';

/**
 * The built-in colour maps.
 *
 * - `blueWhiteRed`: diverging; dark blue at 0, white at 0.5, dark red at 1 (ColorBrewer's 11-class RdBu, reversed, its light
 *   grey middle made white, interpolated in CIELAB). For signed maps.
 * - `inferno`, `magma`, `viridis`: sequential and perceptually uniform (matplotlib's), dark at 0. For magnitudes; `viridis` also for
 *   maps from their smallest to their largest value, as in the notebooks of the paper.
 * - `gray`: black at 0, white at 1. For single-channel inputs.
 *
 * @category Colours and numbers
 */
export const colorMaps = {
  blueWhiteRed: fromCss(piecewise(interpolateLab, brewer)),
  inferno: fromCss(interpolateInferno),
  magma: fromCss(interpolateMagma),
  viridis: fromCss(interpolateViridis),
  gray: (t) => {
    const level = Math.round(255 * t);
    return [level, level, level];
  },
} satisfies Record<string, ColorMap>;

/** The name of one of {@link colorMaps}. */
export type ColorMapName = keyof typeof colorMaps;

/** The colour map with the given name; a function is returned unchanged. */
export function resolveColorMap(caller: string, colorMap: ColorMapName | ColorMap): ColorMap {
  if (typeof colorMap === 'function') return colorMap;
  if (Object.hasOwn(colorMaps, colorMap)) return colorMaps[colorMap];
  const names = Object.keys(colorMaps).join(', ');
  throw invalidArgument(
    `${caller}: colorMap must be one of ${names}, or a function; got ${shown(colorMap)}.`,
  );
}

/** Steps of a {@link colorTable}: an even number, so that 0.5 (zero in a signed map) is a step. */
const TABLE_STEPS = 510;

/**
 * Samples a colour map at equal steps from 0 to 1, three bytes each, so that a colour is computed per point and not per pixel.
 * @param steps 510 by default.
 */
export function colorTable(colorMap: ColorMap, steps = TABLE_STEPS): Uint8ClampedArray {
  const table = new Uint8ClampedArray(3 * (steps + 1));
  for (let step = 0; step <= steps; step++) {
    const t = step / steps;
    const color = colorMap(t);
    checkColor(color, t);
    table.set(color, 3 * step);
  }
  return table;
}

/** Steps of the table that {@link levelIndex} reads. */
export const LEVEL_STEPS = 255;

/** Index into a {@link colorTable} of {@link LEVEL_STEPS} for t in [0, 1]: 256 levels of equal width, as in matplotlib. */
export const levelIndex = (t: number): number => Math.min(LEVEL_STEPS, Math.floor((LEVEL_STEPS + 1) * t));

function checkColor(color: readonly number[], t: number): void {
  if (Array.isArray(color) && color.length === 3 && color.every(Number.isFinite)) return;
  const got = Array.isArray(color) ? `[${color.join(', ')}]` : shown(color);
  throw invalidArgument(`colorMap: expected [red, green, blue] from 0 to 255 for ${t}; got ${got}.`);
}

/** Index into a {@link colorTable} for t in [0, 1]. */
export const unitIndex = (t: number): number => Math.round(t * TABLE_STEPS);

/**
 * Index into a {@link colorTable} for a value in [−1, 1]; the index for −value is its exact mirror image about the
 * middle.
 */
export const signedIndex = (value: number): number =>
  TABLE_STEPS / 2 + Math.sign(value) * Math.round((Math.abs(value) * TABLE_STEPS) / 2);
