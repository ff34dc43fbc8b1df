import type { Colour } from './face-scene.js';
import type { SignedDistance } from './signed-distance.js';

/** A square RGB image, and the mapping from the (u, v) coordinates of shapes to its pixels. */
export interface Canvas {
  readonly pixels: Float32Array;
  readonly size: number;
  /** The pixel position of u = v = 0. */
  readonly originX: number;
  readonly originY: number;
  /** Pixels per unit of u and v. */
  readonly unit: number;
  /** Brightness is multiplied by 1 + light[0]·u + light[1]·v. */
  readonly light: readonly [number, number];
}

/** A rectangle around the whole shape. Only pixels inside it are visited. */
export type Bounds = readonly [left: number, top: number, right: number, bottom: number];

/** Options of {@link paint}. */
export interface PaintOptions {
  /** Default 1. */
  readonly opacity?: number | undefined;
  /** Width of the edge in units, for soft spots. An edge is at least one pixel wide. Default 0. */
  readonly softness?: number | undefined;
}

/** Paints a shape over the image. Its edge is a smoothstep, one pixel wide unless `softness` is larger. */
export function paint(
  canvas: Canvas,
  [left, top, right, bottom]: Bounds,
  shape: SignedDistance,
  [red, green, blue]: Colour,
  { opacity = 1, softness = 0 }: PaintOptions = {},
): void {
  const { pixels, size, originX, originY, unit, light } = canvas;
  const edge = Math.max(softness, 1 / unit);
  const first = (origin: number, from: number) => Math.max(0, Math.floor(origin + (from - edge) * unit));
  const last = (origin: number, to: number) => Math.min(size - 1, Math.ceil(origin + (to + edge) * unit));
  const [x0, x1] = [first(originX, left), last(originX, right)];
  const [y0, y1] = [first(originY, top), last(originY, bottom)];
  for (let y = y0; y <= y1; y++) {
    const v = (y + 0.5 - originY) / unit;
    for (let x = x0; x <= x1; x++) {
      const u = (x + 0.5 - originX) / unit;
      const inside = 0.5 - shape(u, v) / edge;
      if (inside <= 0) continue;
      const t = Math.min(inside, 1);
      const cover = opacity * t * t * (3 - 2 * t);
      const brightness = 1 + light[0] * u + light[1] * v;
      const at = (y * size + x) * 3;
      blend(pixels, at, red * brightness, cover);
      blend(pixels, at + 1, green * brightness, cover);
      blend(pixels, at + 2, blue * brightness, cover);
    }
  }
}

/** Blends a value into a channel of a pixel. */
function blend(pixels: Float32Array, at: number, value: number, cover: number): void {
  const before = pixels[at] ?? 0;
  pixels[at] = before + cover * (Math.min(value, 1) - before);
}
