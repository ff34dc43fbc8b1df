import { type AxisCells, axisCells } from './axis-cells.js';

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
  // The sums of a row of windows, and of the next one, pixel by pixel.
  const bands = new Float64Array(2 * width);
  return {
    shape: [rows, columns],
    pool: (pixels, into) => sumWindows(pixels, height, width, columns, down, across, bands, into),
  };
}

function sumWindows(
  pixels: Float64Array,
  height: number,
  width: number,
  columns: number,
  down: AxisCells,
  across: AxisCells,
  bands: Float64Array,
  into: Float64Array,
): void {
  bands.fill(0);
  for (let y = 0; y < height; y++) {
    const row = down.first[y]!;
    const share = down.share[y]!;
    if (share === 1) addRow(pixels, y * width, width, bands);
    else addRowOfTwo(pixels, y * width, width, share, bands);
    if (y + 1 < height && down.first[y + 1] === row) continue;
    sumAcross(bands, width, across, into, row * columns);
    bands.copyWithin(0, width);
    bands.fill(0, width);
  }
}

function addRow(pixels: Float64Array, at: number, width: number, bands: Float64Array): void {
  for (let x = 0; x < width; x++) bands[x]! += pixels[at + x]!;
}

/** Adds a row that lies in two windows. */
function addRowOfTwo(
  pixels: Float64Array,
  at: number,
  width: number,
  share: number,
  bands: Float64Array,
): void {
  for (let x = 0; x < width; x++) {
    const value = pixels[at + x]!;
    bands[x]! += value * share;
    bands[width + x]! += value * (1 - share);
  }
}

/** Writes the sums of a band over the windows of its row. */
function sumAcross(
  bands: Float64Array,
  width: number,
  { first, share }: AxisCells,
  into: Float64Array,
  row: number,
): void {
  let window = 0;
  let sum = 0;
  for (let x = 0; x < width; x++) {
    const value = bands[x]!;
    const part = share[x]!;
    if (first[x] !== window) {
      into[row + window++] = sum;
      sum = 0;
    }
    sum += value * part;
    if (part === 1) continue;
    into[row + window++] = sum;
    sum = value * (1 - part);
  }
  into[row + window] = sum;
}
