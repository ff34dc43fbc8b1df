import ndarray, { type NdArray } from 'ndarray';

/** The cells of the spots that a label is true of, `[height, width]`; spots off the grid and without a label are none. */
export function spotMask(
  cells: ArrayLike<number>,
  labels: readonly (string | null)[],
  wanted: (label: string) => boolean,
  [height, width]: readonly [number, number],
): NdArray<Uint8Array> {
  const mask = new Uint8Array(height * width);
  labels.forEach((label, spot) => {
    const cell = cells[spot]!;
    if (cell >= 0 && label !== null && wanted(label)) mask[cell] = 1;
  });
  return ndarray(mask, [height, width]);
}
