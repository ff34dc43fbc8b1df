import {
  checkBoolean,
  checkCount,
  checkList,
  checkOneOf,
  checkOptions,
  checkPositive,
  invalidArgument,
  shown,
  typeName,
} from '@csm/base';
import { checkCategories, type SpotCategories } from './spot-categories.js';
import type { SpotMapOptions } from './spot-map-options.js';
import type { SpotValues } from './spot-values.js';

/** @throws unless the options are valid for `spotMap`. */
export function checkSpotMapOptions(options: SpotMapOptions): void {
  const caller = 'spotMap';
  const { spots, maps } = options ?? {};
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
    sharedScale: true,
    columns: true,
    image: true,
    imageScale: true,
    imageOpacity: true,
    frame: true,
    opacity: true,
    micrometres: true,
    cellSize: true,
  });
  const count = checkSpots(caller, spots);
  const { sharedScale = false } = options;
  checkBoolean(caller, 'sharedScale', sharedScale);
  checkList(caller, 'maps', maps);
  if (maps.length === 0) throw invalidArgument(`${caller}: maps must hold at least one map; got none.`);
  for (const [m, map] of maps.entries()) checkMap(caller, `map ${m}`, map, { count, sharedScale });
  for (const name of ['diameter', 'micrometres', 'imageScale'] as const) {
    const value = options[name];
    if (value !== undefined) checkPositive(caller, name, value);
  }
  for (const name of ['opacity', 'imageOpacity'] as const) {
    checkPositive(caller, name, options[name] ?? 1, { orZero: true, max: 1 });
  }
  checkCount(caller, 'cellSize', options.cellSize ?? 240, { min: 64 });
  checkCount(caller, 'columns', options.columns ?? 1);
  checkFrame(caller, options);
}

function checkFrame(caller: string, { frame = 'tissue', image, spots: { x, y } }: SpotMapOptions): void {
  if (!Array.isArray(frame)) {
    checkOneOf(caller, 'frame', frame, ['tissue', 'picture', '[left, top, right, bottom]']);
    if (frame === 'picture' && !image) {
      throw invalidArgument(
        `${caller}: the frame 'picture' needs a picture; got no image; pass one, or leave frame out.`,
      );
    }
    return;
  }
  const [left = Number.NaN, top = Number.NaN, right = Number.NaN, bottom = Number.NaN] = frame;
  const isBox = frame.length === 4 && frame.every(Number.isFinite) && left < right && top < bottom;
  if (!isBox) {
    throw invalidArgument(
      `${caller}: frame must be [left, top, right, bottom] with left < right and top < bottom; got [${frame}].`,
    );
  }
  const isInside = (spot: number) => {
    const [across = Number.NaN, down = Number.NaN] = [x[spot], y[spot]];
    return across >= left && across <= right && down >= top && down <= bottom;
  };
  if (Array.from(x, (_, spot) => isInside(spot)).includes(true)) return;
  throw invalidArgument(
    `${caller}: frame must hold the centre of at least one spot; [${frame}] holds none; pass it in the unit of x and y.`,
  );
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

interface Figure {
  /** The number of spots. */
  readonly count: number;
  readonly sharedScale: boolean;
}

function checkMap(caller: string, name: string, map: SpotValues | SpotCategories, figure: Figure): void {
  if (typeof map !== 'object' || map === null || !('labels' in map)) {
    checkSpotValues(caller, name, map, figure);
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
  if (map.labels?.length !== figure.count) {
    throw invalidArgument(
      `${caller}: ${name} must have one label per spot, ${figure.count}; got ${map.labels?.length ?? typeName(map.labels)}.`,
    );
  }
  if (map.order !== undefined) checkList(caller, `the order of ${name}`, map.order);
  checkCategories(caller, name, map);
}

function checkSpotValues(caller: string, name: string, map: SpotValues, figure: Figure): void {
  checkOptions(`${caller}: ${name}`, map, {
    title: true,
    caption: true,
    values: true,
    kind: true,
    zeros: true,
    colorMap: true,
    limit: true,
    unit: true,
  });
  const { values, kind = 'signed', zeros = 'transparent', limit } = map ?? {};
  checkOneOf(caller, `the kind of ${name}`, kind, ['signed', 'magnitude', 'counts', 'minMax']);
  checkOneOf(caller, `zeros of ${name}`, zeros, ['transparent', 'filled']);
  if (values?.length !== figure.count) {
    throw invalidArgument(
      `${caller}: ${name} must have one value per spot, ${figure.count}; got ${values?.length ?? typeName(values)}.`,
    );
  }
  const wrong = (isWrong: (value: number) => boolean) => Array.from(values).findIndex(isWrong);
  const bad = wrong((value) => Math.abs(value) === Number.POSITIVE_INFINITY);
  if (bad !== -1) {
    throw invalidArgument(
      `${caller}: the value of spot ${bad} in ${name} must be finite or NaN; got ${values[bad]}.`,
    );
  }
  const share = wrong((value) => !Number.isNaN(value) && !(Number.isInteger(value) && value >= 0));
  if (kind === 'counts' && share !== -1) {
    throw invalidArgument(
      `${caller}: the count of spot ${share} in ${name} must be a whole number of at least 0; got ${shown(values[share])}; ` +
        "pass raw counts, or kind: 'magnitude' with a unit for shares and normalised counts.",
    );
  }
  if (limit === undefined) return;
  checkPositive(caller, `the limit of ${name}`, limit);
  const conflict = kind === 'minMax' ? "kind: 'minMax'" : figure.sharedScale ? 'sharedScale' : undefined;
  if (conflict) {
    throw invalidArgument(
      `${caller}: the limit of ${name} must be left out with ${conflict}, which sets the ends of the scale; got ${limit}.`,
    );
  }
}
