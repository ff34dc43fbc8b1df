/** Height and width of a scene in pixels. */
export const SIZE = 32;

export type Colour = readonly [red: number, green: number, blue: number];

/** How much of a pixel, from 0 to 1, a shape covers; x and y are the pixel's middle. */
export type Cover = (x: number, y: number) => number;

/** The pixels from column `left` up to `right` and row `top` up to `bottom`, without `right` and `bottom`. */
export const box =
  (left: number, top: number, right: number, bottom: number): Cover =>
  (x, y) =>
    x > left && x < right && y > top && y < bottom ? 1 : 0;

/** An ellipse with an edge of about one pixel. */
export const ellipse =
  (centreX: number, centreY: number, radiusX: number, radiusY: number): Cover =>
  (x, y) => {
    const radius = Math.hypot((x - centreX) / radiusX, (y - centreY) / radiusY);
    return Math.min(1, Math.max(0, 0.5 + (1 - radius) * Math.min(radiusX, radiusY)));
  };

/** The part of the first shape that is outside of the second. */
export const without =
  (first: Cover, second: Cover): Cover =>
  (x, y) =>
    first(x, y) * (1 - second(x, y));

/** Blends a colour into the pixels, `[SIZE, SIZE, 3]`, by the cover of a shape. The colour may depend on the pixel. */
export function paint(
  pixels: Float32Array,
  cover: Cover,
  colour: Colour | ((column: number, row: number) => Colour),
): void {
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++) {
      const share = cover(column + 0.5, row + 0.5);
      if (share === 0) continue;
      const own = typeof colour === 'function' ? colour(column, row) : colour;
      own.forEach((value, channel) => {
        const at = (row * SIZE + column) * 3 + channel;
        pixels[at] = pixels[at]! + share * (value - pixels[at]!);
      });
    }
  }
}
