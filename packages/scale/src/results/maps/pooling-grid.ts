import { axisCells } from './axis-cells.js';

/** The sums of pictures over the windows of a grid. */
export interface PoolingGrid {
  readonly shape: readonly [rows: number, columns: number];
  /** Writes the sums of a picture `[height, width]`, in row-major order. A pixel that lies in two windows counts in each by the share of its area. */
  pool(pixels: Float64Array, into: Float64Array): void;
}

/**
 * A grid whose windows have the same size.
 * @param most windows along each axis; fewer if the picture has fewer pixels.
 */
export function poolingGrid(height: number, width: number, most: number): PoolingGrid {
  const [rows, columns] = [Math.min(height, most), Math.min(width, most)];
  const down = axisCells(height, rows);
  const across = axisCells(width, columns);
  const bands = new Float64Array(rows * width);
  return {
    shape: [rows, columns],
    pool(pixels, into) {
      bands.fill(0);
      for (let y = 0, at = 0; y < height; y++) {
        const share = down.share[y]!;
        const end = (down.first[y]! + 1) * width;
        for (let x = end - width; x < end; x++, at++) {
          const value = pixels[at]!;
          bands[x]! += value * share;
          if (share < 1) bands[x + width]! += value * (1 - share);
        }
      }
      into.fill(0);
      for (let row = 0, at = 0; row < rows; row++) {
        for (let x = 0; x < width; x++, at++) {
          const value = bands[at]!;
          const window = row * columns + across.first[x]!;
          const share = across.share[x]!;
          into[window]! += value * share;
          if (share < 1) into[window + 1]! += value * (1 - share);
        }
      }
    },
  };
}
