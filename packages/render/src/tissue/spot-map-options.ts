import { checkCount, checkList, checkOptions, checkPositive, invalidArgument, typeName } from '@csm/base';
import { checkKind } from '../colour/display-range.js';
import { checkRgbaImage, type RgbaImage } from '../pictures/rgba-image.js';
import { checkCategories, type SpotCategories } from './spot-categories.js';
import type { SpotValues } from './spot-colors.js';

/** Options of {@link spotMap}. */
export interface SpotMapOptions {
  readonly title?: string | undefined;
  /** Centres of the spots in pixels of the full-resolution image (x to the right, y downwards), or in any other unit. */
  readonly spots: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> };
  /** Diameter of a spot, in the same unit. Default: 0.7 times the median distance to the nearest spot. */
  readonly diameter?: number | undefined;
  /** One or more maps, drawn next to each other over the same tissue (small multiples). */
  readonly maps: readonly (SpotValues | SpotCategories)[];
  /** Maps per row. Default: at most 4. */
  readonly columns?: number | undefined;
  /** The picture under the spots. Default: no picture. */
  readonly image?: RgbaImage | undefined;
  /** Pixels of `image` per unit of x and y, as `readSpotImage` and `TissueImage` give it. Default 1. */
  readonly imageScale?: number | undefined;
  /** Opacity of the picture, in [0, 1]. Default 0.6, so that it is pale compared with the spots. */
  readonly imageOpacity?: number | undefined;
  /** Opacity of the spots, in [0, 1]. Default 0.9 over a picture, otherwise 1. */
  readonly opacity?: number | undefined;
  /** Micrometres per unit of x and y. If given, a scale bar is drawn. */
  readonly micrometres?: number | undefined;
  /** Width of a map in pixels, at least 64. Default 240. */
  readonly cellSize?: number | undefined;
}

/** @throws unless the options are valid for `spotMap`. */
export function checkSpotMapOptions(options: SpotMapOptions): void {
  const caller = 'spotMap';
  const { spots, maps, image } = options ?? {};
  if (!spots?.x || !spots.y || !Array.isArray(maps)) {
    const got = options ? `spots: ${typeName(spots)}, maps: ${typeName(maps)}` : typeName(options);
    throw invalidArgument(
      `${caller}: expected { spots: { x, y }, maps: [{ values }] }, or labels instead of values; got ${got}.`,
    );
  }
  checkOptions(caller, options, {
    title: true,
    spots: true,
    diameter: true,
    maps: true,
    columns: true,
    image: true,
    imageScale: true,
    imageOpacity: true,
    opacity: true,
    micrometres: true,
    cellSize: true,
  });
  const count = checkSpots(caller, spots);
  checkList(caller, 'maps', maps);
  if (maps.length === 0) throw invalidArgument(`${caller}: maps must hold at least one map; got none.`);
  for (const [m, map] of maps.entries()) checkMap(caller, `map ${m}`, map, count);
  for (const name of ['diameter', 'micrometres', 'imageScale'] as const) {
    const value = options[name];
    if (value !== undefined) checkPositive(caller, name, value);
  }
  for (const name of ['opacity', 'imageOpacity'] as const) {
    checkPositive(caller, name, options[name] ?? 1, { orZero: true, max: 1 });
  }
  checkCount(caller, 'cellSize', options.cellSize ?? 240, { min: 64 });
  checkCount(caller, 'columns', options.columns ?? 1);
  if (image) checkRgbaImage(caller, image);
}

/** @returns the number of spots. */
function checkSpots(caller: string, { x, y }: SpotMapOptions['spots']): number {
  if (x.length === 0 || x.length !== y.length) {
    throw invalidArgument(
      `${caller}: spots must have at least one x and as many y; got ${x.length} x and ${y.length} y.`,
    );
  }
  for (const [axis, places] of Object.entries({ x, y })) {
    const bad = Array.from(places).findIndex((place) => !Number.isFinite(place));
    if (bad === -1) continue;
    throw invalidArgument(`${caller}: ${axis} of spot ${bad} must be a finite number; got ${places[bad]}.`);
  }
  return x.length;
}

function checkMap(caller: string, name: string, map: SpotValues | SpotCategories, count: number): void {
  if (typeof map !== 'object' || map === null || !('labels' in map)) {
    checkSpotValues(caller, name, map, count);
    return;
  }
  if ('values' in map) {
    throw invalidArgument(`${caller}: ${name} must have values or labels; it has both; pass two maps.`);
  }
  checkOptions(`${caller}: ${name}`, map, {
    title: true,
    caption: true,
    labels: true,
    order: true,
    colors: true,
  });
  if (map.labels?.length !== count) {
    throw invalidArgument(
      `${caller}: ${name} must have one label per spot, ${count}; got ${map.labels?.length ?? typeName(map.labels)}.`,
    );
  }
  if (map.order !== undefined) checkList(caller, `the order of ${name}`, map.order);
  checkCategories(caller, name, map);
}

function checkSpotValues(caller: string, name: string, map: SpotValues, count: number): void {
  checkOptions(`${caller}: ${name}`, map, {
    title: true,
    caption: true,
    values: true,
    kind: true,
    colorMap: true,
    limit: true,
    unit: true,
  });
  const { values, kind = 'signed', limit } = map ?? {};
  checkKind(caller, kind, `the kind of ${name}`, ['signed', 'magnitude']);
  if (values?.length !== count) {
    throw invalidArgument(
      `${caller}: ${name} must have one value per spot, ${count}; got ${values?.length ?? typeName(values)}.`,
    );
  }
  const bad = Array.from(values).findIndex((value) => Math.abs(value) === Number.POSITIVE_INFINITY);
  if (bad !== -1) {
    throw invalidArgument(
      `${caller}: the value of spot ${bad} in ${name} must be finite or NaN; got ${values[bad]}.`,
    );
  }
  if (limit !== undefined) checkPositive(caller, `the limit of ${name}`, limit);
}
