/** From positions to CSS pixels of the plot: `scale * position + offset`, with equal scales so that distances are kept. */
export interface View {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Smallest and largest x and y. */
export type Extent = readonly [x0: number, y0: number, x1: number, y1: number];

/** Space around the outermost points, in CSS pixels. */
const MARGIN = 14;

/** The extent of the points whose positions are finite. */
export function extentOf(positions: Float32Array): Extent {
  const extent = [Infinity, Infinity, -Infinity, -Infinity] as [number, number, number, number];
  for (let at = 0; at < positions.length; at += 2) {
    const [x, y] = [positions[at]!, positions[at + 1]!];
    if (!Number.isFinite(x + y)) continue;
    if (x < extent[0]) extent[0] = x;
    if (y < extent[1]) extent[1] = y;
    if (x > extent[2]) extent[2] = x;
    if (y > extent[3]) extent[3] = y;
  }
  return extent[0] <= extent[2] ? extent : [0, 0, 1, 1];
}

/** The view that shows the whole extent in the middle of the plot. */
export function fitted([x0, y0, x1, y1]: Extent, { width, height }: Size): View {
  const across = (room: number, length: number) =>
    length > 0 ? Math.max(1, room - 2 * MARGIN) / length : Infinity;
  const both = Math.min(across(width, x1 - x0), across(height, y1 - y0));
  const scale = Number.isFinite(both) ? both : 1; // a single point
  return {
    scale,
    left: width / 2 - (scale * (x0 + x1)) / 2,
    top: height / 2 - (scale * (y0 + y1)) / 2,
  };
}

/** Scales a view by a factor, such that what is at the CSS pixel (x, y) stays there. */
export function zoomed({ scale, left, top }: View, factor: number, x: number, y: number): View {
  return { scale: scale * factor, left: x - factor * (x - left), top: y - factor * (y - top) };
}
