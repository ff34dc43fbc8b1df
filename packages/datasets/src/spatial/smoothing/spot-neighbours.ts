import { checkOptions, checkPositive, invalidArgument, typeName } from '@csm/base';
import type { Spots } from '../spatial-counts.js';

/** Options of {@link spotNeighbours}. */
export interface SpotNeighboursOptions {
  /**
   * The largest distance of a neighbour, in pixels of the full-resolution image. Required for spots that are on no known grid (`'free'`), and for
   * these alone.
   */
  readonly distance?: number | undefined;
  /** `[spots]`: the slide or section of each spot. Spots of different slides are never neighbours. Default: one slide. */
  readonly slides?: ArrayLike<string | number | boolean | null> | undefined;
}

/**
 * Finds the neighbours of each spot: on Visium's hexagons the six adjacent spots, on the 2016 array (`'square'`) the spots less than 1.5
 * columns and 1.5 rows away (up to eight), and for other spots those within `distance` pixels.
 *
 * @returns the indices of each spot's neighbours, ascending.
 * @throws if the spots have no positions; if `distance` is missing or not needed; and if two spots of a slide are at the same position, as
 * those of several slides are: pass `slides`.
 *
 * @example
 * const near = spotNeighbours(tissue.spots, { slides: tissue.spots.columns?.library_id });
 * @category Genes and spots
 */
export function spotNeighbours(spots: Spots, options: SpotNeighboursOptions = {}): number[][] {
  checkOptions('spotNeighbours', options, { distance: true, slides: true });
  if (!(spots?.x instanceof Float64Array && spots.y instanceof Float64Array && spots.names)) {
    throw invalidArgument(`spotNeighbours: expected Spots { names, x, y }; got ${typeName(spots)}.`);
  }
  const { x, y, reach, isNear } = grid(spots, options.distance);
  const slides = slideNumbers(spots, options.slides);
  const bins = new Map<string, number[]>();
  const binOf = (spot: number) => [Math.floor(x[spot]! / reach), Math.floor(y[spot]! / reach)] as const;
  const key = (slide: number, column: number, row: number) => `${slide} ${column} ${row}`;
  for (const spot of spots.names.keys()) {
    const name = key(slides[spot]!, ...binOf(spot));
    const there = bins.get(name);
    if (there) there.push(spot);
    else bins.set(name, [spot]);
  }
  return Array.from(spots.names, (_, spot) => {
    const [column, row] = binOf(spot);
    const near: number[] = [];
    for (let down = -1; down <= 1; down++) {
      for (let right = -1; right <= 1; right++) {
        for (const other of bins.get(key(slides[spot]!, column + right, row + down)) ?? []) {
          if (other === spot) continue;
          const [dx, dy] = [Math.abs(x[other]! - x[spot]!), Math.abs(y[other]! - y[spot]!)];
          if (dx === 0 && dy === 0) throw samePosition(spots, spot, other);
          if (isNear(dx, dy)) near.push(other);
        }
      }
    }
    return near.sort((a, b) => a - b);
  });
}

/** Positions, the side of a bin that no neighbour is beyond, and the distances of neighbours. */
interface Grid {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly reach: number;
  readonly isNear: (dx: number, dy: number) => boolean;
}

function grid({ x, y, layout = 'square', pixels }: Spots, distance: number | undefined): Grid {
  if (layout === 'none') {
    throw invalidArgument('spotNeighbours: expected spots with positions; these cells have none.');
  }
  if (layout !== 'free') {
    if (distance !== undefined) {
      throw invalidArgument(
        `spotNeighbours: distance is for spots that are on no known grid; these are on a ${layout} one; leave it out.`,
      );
    }
    if (layout === 'square') return { x, y, reach: 1.5, isNear: (dx, dy) => dx < 1.5 && dy < 1.5 };
    return { x, y, reach: 2, isNear: (dx, dy) => (dx === 2 && dy === 0) || (dx === 1 && dy === 1) };
  }
  if (distance === undefined) {
    throw invalidArgument(
      'spotNeighbours: expected the option distance, in pixels, for spots that are on no known grid; got undefined; pass one such as 1.5 times the ' +
        'distance of adjacent spots.',
    );
  }
  checkPositive('spotNeighbours', 'distance', distance);
  const at = pixels ?? { x, y };
  return { ...at, reach: distance, isNear: (dx, dy) => Math.hypot(dx, dy) <= distance };
}

function slideNumbers(spots: Spots, slides: SpotNeighboursOptions['slides']): Uint32Array {
  const count = spots.names.length;
  if (slides === undefined) return new Uint32Array(count);
  if (slides?.length !== count) {
    throw invalidArgument(
      `spotNeighbours: slides must have one value per spot, ${count}; got ${slides?.length ?? typeName(slides)}.`,
    );
  }
  const numbers = new Map<unknown, number>();
  return Uint32Array.from({ length: count }, (_, spot) => {
    const slide = slides[spot];
    const number = numbers.get(slide) ?? numbers.size;
    numbers.set(slide, number);
    return number;
  });
}

function samePosition({ names, x, y }: Spots, spot: number, other: number): Error {
  return invalidArgument(
    `spotNeighbours: expected one spot per position; "${names[spot]}" and "${names[other]}" are both at x ${x[spot]}, y ${y[spot]}; ` +
      'if the spots are of several slides, pass slides.',
  );
}
