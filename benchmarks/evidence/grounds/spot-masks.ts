import ndarray, { type NdArray } from 'ndarray';

/**
 * The mask of the cells whose spots have one of the given labels, `[height, width]`. Spots outside the grid or
 * without a label are left out.
 */
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
