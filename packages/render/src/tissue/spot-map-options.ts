import { typeName } from '../checks/type-name.js';
import { checkKind } from '../colour/display-range.js';
import { checkRgbaImage, type RgbaImage } from '../pictures/rgba-image.js';
import type { SpotValues } from './spot-colors.js';

/** Options of `spotMap`. */
export interface SpotMapOptions {
  readonly title?: string;
  /** Centres in pixels of the full-resolution image (x to the right, y downwards), or any other unit. */
  readonly spots: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> };
  /** Of a spot, in the same unit. Default: 0.7 times the median distance to the nearest spot. */
  readonly diameter?: number;
  /** One map each, side by side: small multiples over the same tissue. */
  readonly maps: readonly SpotValues[];
  /** Maps a row. Default: at most 4. */
  readonly columns?: number;
  /** The picture under the spots. Default: none. */
  readonly image?: RgbaImage;
  /** Pixels of `image` for one unit of x and y, as `readSpotImage` and `TissueImage` say it. Default 1. */
  readonly imageScale?: number;
  /** Opacity of the picture, in [0, 1]. Default 0.6: pale beside the spots. */
  readonly imageOpacity?: number;
  /** Opacity of the spots, in [0, 1]. Default 0.9 over a picture, else 1. */
  readonly opacity?: number;
  /** Micrometres for one unit of x and y: draws a scale bar. */
  readonly micrometres?: number;
  /** Width of a map in pixels. Default 240. */
  readonly cellSize?: number;
}

/** The options as they are. Throws as `spotMap` says. */
export function checked(options: SpotMapOptions): SpotMapOptions {
  const { spots, maps, image } = options ?? {};
  if (!spots?.x || !spots.y || !Array.isArray(maps)) {
    throw new TypeError(
      `spotMap: expected { spots: { x, y }, maps: [{ values }] }; got ${options ? `spots ${typeName(spots)}, maps ${typeName(maps)}` : typeName(options)}`,
    );
  }
  const count = spots.x.length;
  if (count === 0 || count !== spots.y.length || maps.length === 0) {
    throw new RangeError(
      `spotMap: expected as many x as y and one map at least; got ${count} x, ${spots.y.length} y, ${maps.length} maps`,
    );
  }
  for (const [axis, places] of [
    ['x', spots.x],
    ['y', spots.y],
  ] as const) {
    const bad = Array.from(places).findIndex((place) => !Number.isFinite(place));
    if (bad !== -1)
      throw new RangeError(`spotMap: ${axis} of spot ${bad} is ${places[bad]}; expected a finite number`);
  }
  for (const [m, { values, kind = 'signed' }] of (maps as readonly SpotValues[]).entries()) {
    checkKind('spotMap', kind);
    if (values?.length !== count) {
      throw new RangeError(`spotMap: map ${m} has ${values?.length} values; there are ${count} spots`);
    }
    const bad = Array.from(values).findIndex((value) => Math.abs(value) === Number.POSITIVE_INFINITY);
    if (bad !== -1) throw new RangeError(`spotMap: the value of spot ${bad} in map ${m} is infinite`);
  }
  for (const name of ['diameter', 'micrometres', 'imageScale'] as const) requirePositive(name, options[name]);
  for (const [m, map] of maps.entries()) requirePositive(`limit of map ${m}`, map.limit);
  for (const name of ['opacity', 'imageOpacity'] as const) {
    const value = options[name] ?? 1;
    if (!(value >= 0 && value <= 1))
      throw new RangeError(`spotMap: expected ${name} in [0, 1]; got ${value}`);
  }
  for (const [name, least] of [
    ['cellSize', 64],
    ['columns', 1],
  ] as const) {
    const value = options[name] ?? least;
    if (!(Number.isInteger(value) && value >= least)) {
      throw new RangeError(`spotMap: expected ${name} as a whole number, ${least} or more; got ${value}`);
    }
  }
  if (image) checkRgbaImage('spotMap', image);
  return options;
}

function requirePositive(name: string, value: number | undefined): void {
  if (value === undefined || (value > 0 && Number.isFinite(value))) return;
  throw new RangeError(`spotMap: expected ${name} above 0; got ${value}`);
}
