/** The windows of a convolution or a pooling, without the number of samples. */
export interface Windows {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: string | readonly (readonly [before: number, after: number])[];
  readonly dilations?: readonly number[];
}

/** A place of the result, a cell of its window, and the place of the image that the cell covers, each counted row by row. */
export type Visit = (place: number, cell: number, covered: number) => void;

/** Calls `visit` for each cell of each window that lies inside the image. */
export function eachCell(
  { size, strides, padding, dilations = [1, 1] }: Windows,
  image: readonly number[],
  result: readonly number[],
  visit: Visit,
): void {
  if (padding === 'same') throw new Error('float64: SAME padding is not written down.');
  const [rows = 0, columns = 0] = image;
  const [height = 0, width = 0] = result;
  const [tall = 0, wide = 0] = size;
  const before = (axis: number) => (typeof padding === 'string' ? 0 : padding[axis]![0]);
  for (let place = 0; place < height * width; place++) {
    for (let cell = 0; cell < tall * wide; cell++) {
      const y = Math.floor(place / width) * strides[0]! + Math.floor(cell / wide) * dilations[0]! - before(0);
      const x = (place % width) * strides[1]! + (cell % wide) * dilations[1]! - before(1);
      if (y >= 0 && y < rows && x >= 0 && x < columns) visit(place, cell, y * columns + x);
    }
  }
}
