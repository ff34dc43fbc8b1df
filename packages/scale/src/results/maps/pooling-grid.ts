import { axisCells } from './axis-cells.js';

/** The most windows of a pooled map along each axis. */
const MOST_WINDOWS = 16;

/** Shape of the pooled map of a picture: at most 16 × 16. */
export const pooledShape = (height: number, width: number): [rows: number, columns: number] => [
  Math.min(height, MOST_WINDOWS),
  Math.min(width, MOST_WINDOWS),
];

/**
 * Sums pictures `[height, width]` over the windows of a grid. A pixel that lies in two windows counts in each by the share of its area.
 * @returns a function that writes the sums of a picture, in row-major order.
 */
export function poolingGrid(
  height: number,
  width: number,
): (pixels: Float64Array, into: Float64Array) => void {
  const [rows, columns] = pooledShape(height, width);
  const across = axisCells(width, columns);
  const down = axisCells(height, rows);
  // One cell more, which receives nothing but zeros, spares a branch in the loops.
  const line = new Float64Array(columns + 1);
  return (pixels, into) => {
    into.fill(0);
    for (let y = 0; y < height; y++) {
      line.fill(0);
      for (let x = 0, at = y * width; x < width; x++, at++) {
        const value = pixels[at]!;
        const column = across.first[x]!;
        const part = value * across.share[x]!;
        line[column]! += part;
        line[column + 1]! += value - part;
      }
      const share = down.share[y]!;
      const row = down.first[y]! * columns;
      for (let column = 0; column < columns; column++) into[row + column]! += line[column]! * share;
      if (share === 1) continue;
      for (let column = 0; column < columns; column++)
        into[row + columns + column]! += line[column]! * (1 - share);
    }
  };
}
