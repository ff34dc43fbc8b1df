import type { NdArray } from 'ndarray';
import { pictureShape } from '../colour/channel-sums.js';

/**
 * The outline of a mask as SVG path data: every edge between a pixel that is 1 and one that is 0 (or the border of the
 * mask), in units of pixels, edges of one line joined.
 *
 * @param mask - ndarray [h, w] or [h, w, 1] of 0 and 1
 * @throws RangeError for other shapes or values
 */
export function maskOutline(mask: NdArray): string {
  const caller = 'maskOutline';
  const [height, width, channels] = pictureShape(caller, mask, 'a mask');
  if (channels !== 1) throw new RangeError(`${caller}: expected a mask [height, width], got [${mask.shape}]`);
  const inside = (y: number, x: number): boolean => {
    if (y < 0 || x < 0 || y >= height || x >= width) return false;
    const value = mask.shape.length === 2 ? mask.get(y, x) : mask.get(y, x, 0);
    if (value !== 0 && value !== 1)
      throw new RangeError(`${caller}: the mask holds ${value} at row ${y}, column ${x}; expected 0 or 1`);
    return value === 1;
  };
  const across = runs(height, width, (line, at) => inside(line - 1, at) !== inside(line, at));
  const down = runs(width, height, (line, at) => inside(at, line - 1) !== inside(at, line));
  return [
    ...across.map(([y, from, to]) => `M${from} ${y}H${to}`),
    ...down.map(([x, from, to]) => `M${x} ${from}V${to}`),
  ].join('');
}

/** Runs [line, from, to) of unit edges, over the lines 0 to `lines`. */
function runs(
  lines: number,
  length: number,
  edge: (line: number, at: number) => boolean,
): [line: number, from: number, to: number][] {
  const found: [number, number, number][] = [];
  for (let line = 0; line <= lines; line++) {
    let from = -1;
    for (let at = 0; at <= length; at++) {
      const on = at < length && edge(line, at);
      if (on && from < 0) from = at;
      if (!on && from >= 0) {
        found.push([line, from, at]);
        from = -1;
      }
    }
  }
  return found;
}
