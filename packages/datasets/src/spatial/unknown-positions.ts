/** The positions of cells without positions: NaN for each. */
export const unknownPositions = (count: number) => ({
  x: new Float64Array(count).fill(Number.NaN),
  y: new Float64Array(count).fill(Number.NaN),
});
