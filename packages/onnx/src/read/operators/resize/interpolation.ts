/** Settings of a linear or cubic interpolation, by the names of the ONNX standard. */
export interface Interpolation {
  readonly mode: 'linear' | 'cubic';
  readonly cubicCoefficient: number;
  readonly excludeOutside: boolean;
  /** Whether the filter is as wide as the distance of the output's positions, where the input is reduced. */
  readonly antialias: boolean;
}

/**
 * The matrix `[from, to]` of an interpolation along one axis, row-major: column i holds the weights of output i. Beyond its ends the input
 * continues with its first and last number.
 * @param positions in the input, of each position of the output.
 */
export function interpolationMatrix(
  { mode, cubicCoefficient, excludeOutside, antialias }: Interpolation,
  positions: readonly number[],
  from: number,
  scale: number,
): Float64Array {
  const to = positions.length;
  const matrix = new Float64Array(from * to);
  const stretch = antialias ? Math.min(scale, 1) : 1;
  const weight = mode === 'linear' ? triangle : (x: number) => cubic(x, cubicCoefficient);
  const reach = (mode === 'linear' ? 1 : 2) / stretch;
  positions.forEach((x, i) => {
    const cells: { cell: number; weight: number }[] = [];
    for (let cell = Math.floor(x - reach) + 1; cell < x + reach || cell === Math.floor(x); cell++) {
      const isOutside = cell < 0 || cell >= from;
      cells.push({
        cell: Math.min(Math.max(cell, 0), from - 1),
        weight: excludeOutside && isOutside ? 0 : weight((cell - x) * stretch),
      });
    }
    const total = excludeOutside || antialias ? cells.reduce((sum, each) => sum + each.weight, 0) : 1;
    for (const each of cells) {
      const at = each.cell * to + i;
      matrix[at] = (matrix[at] ?? 0) + each.weight / total;
    }
  });
  return matrix;
}

const triangle = (x: number): number => Math.max(0, 1 - Math.abs(x));

/** Keys' cubic convolution with coefficient a. */
function cubic(x: number, a: number): number {
  const t = Math.abs(x);
  if (t <= 1) return (a + 2) * t ** 3 - (a + 3) * t ** 2 + 1;
  return t < 2 ? a * t ** 3 - 5 * a * t ** 2 + 8 * a * t - 4 * a : 0;
}
