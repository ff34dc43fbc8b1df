import type { Colour } from './face-scene.js';
import type { SignedDistance } from './signed-distance.js';

/** A square RGB image and the place of the (u, v) coordinates that shapes are given in. */
export interface Canvas {
  readonly pixels: Float32Array;
  readonly size: number;
  /** Pixel of u = v = 0, and pixels in one unit. */
  readonly originX: number;
  readonly originY: number;
  readonly unit: number;
  /** Brightness is multiplied by 1 + light[0]·u + light[1]·v. */
  readonly light: readonly [number, number];
}

/** A rectangle that holds the whole shape: only its pixels are visited. */
export type Bounds = readonly [left: number, top: number, right: number, bottom: number];

export interface Paint {
  readonly opacity?: number;
  /** Width of the edge in units, for soft spots; an edge is never narrower than one pixel. */
  readonly softness?: number;
}

/** Paints a shape over what is there; its edge is a smoothstep of one pixel. */
export function paint(
  canvas: Canvas,
  [left, top, right, bottom]: Bounds,
  shape: SignedDistance,
  [red, green, blue]: Colour,
  { opacity = 1, softness = 0 }: Paint = {},
): void {
  const { pixels, size, originX, originY, unit, light } = canvas;
  const edge = Math.max(softness, 1 / unit);
  const first = (origin: number, from: number) => Math.max(0, Math.floor(origin + (from - edge) * unit));
  const last = (origin: number, to: number) => Math.min(size - 1, Math.ceil(origin + (to + edge) * unit));
  const [x0, x1, y0, y1] = [
    first(originX, left),
    last(originX, right),
    first(originY, top),
    last(originY, bottom),
  ];
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
      pixels[at] = pixels[at]! + cover * (Math.min(red * brightness, 1) - pixels[at]!);
      pixels[at + 1] = pixels[at + 1]! + cover * (Math.min(green * brightness, 1) - pixels[at + 1]!);
      pixels[at + 2] = pixels[at + 2]! + cover * (Math.min(blue * brightness, 1) - pixels[at + 2]!);
    }
  }
}
