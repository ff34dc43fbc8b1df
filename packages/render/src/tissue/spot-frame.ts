import { largest, smallest } from '@csm/base';
import { quantile } from 'd3-array';
import type { SpotMapOptions } from './spot-map-options.js';

/** The part of the plane that a map shows, in the units of the spots. */
export interface SpotFrame {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The margin around the spots as a share of their longer side: sections of tissue extend beyond the outermost spots. */
const MARGIN_SHARE = 0.1;

/**
 * The frame of a map: the given one, the whole picture together with all spots, or the spots with a margin. Over a picture, the
 * margin shows the tissue around the outermost spots and ends where the picture ends, but is at least one diameter.
 * @param picture the size of the picture in the units of the spots.
 */
export function spotFrame(
  { spots, frame = 'tissue' }: Pick<SpotMapOptions, 'spots' | 'frame'>,
  diameter: number,
  picture: { readonly width: number; readonly height: number } | undefined,
): SpotFrame {
  if (typeof frame !== 'string') {
    const [left, top, right, bottom] = frame;
    return { left, top, right, bottom };
  }
  const [xs, ys] = [Array.from(spots.x), Array.from(spots.y)];
  const [left, right, top, bottom] = [smallest(xs), largest(xs), smallest(ys), largest(ys)];
  const grown = (margin: number): SpotFrame => ({
    left: left - margin,
    top: top - margin,
    right: right + margin,
    bottom: bottom + margin,
  });
  const close = grown(diameter);
  if (!picture) return close;
  const wide = grown(MARGIN_SHARE * Math.max(right - left, bottom - top));
  const within =
    frame === 'picture'
      ? { left: 0, top: 0, right: picture.width, bottom: picture.height }
      : {
          left: Math.max(wide.left, 0),
          top: Math.max(wide.top, 0),
          right: Math.min(wide.right, picture.width),
          bottom: Math.min(wide.bottom, picture.height),
        };
  return {
    left: Math.min(close.left, within.left),
    top: Math.min(close.top, within.top),
    right: Math.max(close.right, within.right),
    bottom: Math.max(close.bottom, within.bottom),
  };
}

/**
 * 0.7 times the median distance of a spot to its nearest neighbour (over up to 200 spots, which is enough for a
 * median).
 */
export function usualDiameter({ x, y }: SpotMapOptions['spots']): number {
  if (x.length === 1) return 1;
  const spots = Array.from(x, (value, i) => ({ x: value, y: y[i] ?? 0 }));
  const step = Math.ceil(spots.length / 200);
  const nearest = spots
    .filter((_, i) => i % step === 0)
    .map((spot) => {
      let least = Number.POSITIVE_INFINITY;
      for (const other of spots) {
        const distance = Math.hypot(spot.x - other.x, spot.y - other.y);
        if (distance > 0) least = Math.min(least, distance);
      }
      return least;
    });
  const median = quantile(nearest.filter(Number.isFinite), 0.5);
  return median === undefined ? 1 : 0.7 * median;
}
