import type { Reading } from '../../reading.js';
import type { Value } from '../../value.js';

/**
 * The mean over some axes, and 1 / √(variance + ε): further outputs of LayerNormalization, which training uses.
 * @param nodeAxes the axes of the value's node.
 */
export function moments(
  at: Reading,
  value: Value,
  { axes, nodeAxes, epsilon }: { axes: readonly number[]; nodeAxes: readonly number[]; epsilon: number },
): { readonly mean: Value; readonly inverse: Value } {
  const lengths = at.outputShape(value);
  const single = {
    type: value.type,
    shape: value.shape.map((length, axis) => (axes.includes(axis) ? 1 : length)),
    axes: value.axes,
    outputShape: lengths.map((length, i) => (nodeAxes.includes(i + 1) ? 1 : length)),
  };
  const average = (of: Value, part: string) =>
    at.add({ kind: 'reduction', reduction: 'mean', axes: nodeAxes, keepDims: true }, [of], single, part);
  const mean = average(value, 'mean');
  const centred = at.addAlike({ kind: 'subtract' }, [value, mean], 'centred');
  const square = at.addAlike({ kind: 'elementwise', function: 'power', exponent: 2 }, [centred], 'square');
  const shifted = at.addAlike({ kind: 'shift', by: epsilon }, [average(square, 'variance')], 'epsilon');
  const inverse = at.addAlike(
    { kind: 'elementwise', function: 'power', exponent: -0.5 },
    [shifted],
    'inverse',
  );
  return { mean, inverse };
}
