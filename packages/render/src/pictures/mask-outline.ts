import { invalidArgument } from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkPictureArray } from '../checks/check-picture-array.js';

/**
 * Computes the outline of a mask as SVG path data, in units of pixels: every edge between a pixel that is 1 and one that is 0
 * (or the border of the mask). Edges on one line are joined.
 *
 * @param mask ndarray `[h, w]` or `[h, w, 1]` of 0 and 1.
 * @throws if the mask has another shape or other values.
 */
export function maskOutline(mask: NdArray): string {
  const caller = 'maskOutline';
  const { height, width, channels } = checkPictureArray(caller, 'mask', mask, 'channelsLast');
  if (channels !== 1) {
    throw invalidArgument(`${caller}: mask must have shape [height, width]; got [${mask.shape}].`);
  }
  const inside = (y: number, x: number): boolean => {
    if (y < 0 || x < 0 || y >= height || x >= width) return false;
    const value = mask.shape.length === 2 ? mask.get(y, x) : mask.get(y, x, 0);
    if (value !== 0 && value !== 1) {
      throw invalidArgument(
        `${caller}: mask must hold 0 and 1 only; it holds ${value} at row ${y}, column ${x}.`,
      );
    }
    return value === 1;
  };
  const horizontal = runs(height, width, (line, at) => inside(line - 1, at) !== inside(line, at));
  const vertical = runs(width, height, (line, at) => inside(at, line - 1) !== inside(at, line));
  return [
    ...horizontal.map(([y, from, to]) => `M${from} ${y}H${to}`),
    ...vertical.map(([x, from, to]) => `M${x} ${from}V${to}`),
  ].join('');
}

/** Runs of unit edges as [line, from, to), on the lines 0 to `lines`. */
function runs(
  lines: number,
  length: number,
  isEdge: (line: number, at: number) => boolean,
): [line: number, from: number, to: number][] {
  const found: [number, number, number][] = [];
  for (let line = 0; line <= lines; line++) {
    let from = -1;
    for (let at = 0; at <= length; at++) {
      const on = at < length && isEdge(line, at);
      if (on && from < 0) from = at;
      if (!on && from >= 0) {
        found.push([line, from, at]);
        from = -1;
      }
    }
  }
  return found;
}
