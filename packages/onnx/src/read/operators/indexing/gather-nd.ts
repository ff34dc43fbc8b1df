import { size } from '@csm/base';
import type { Constant } from '../../../model/onnx-model.js';
import type { OperatorReader, Reading } from '../../reading.js';
import { rowMajorStrides } from '../../strided.js';
import { constantIndices, indicesInto } from './indices.js';
import { asRows, takenRows } from './rows.js';

/** GatherND with constant indices: slices by the indices of their first axes. */
export const gatherND: OperatorReader = (at) => {
  const indices = constantIndices(at, 1);
  const value = at.value(0);
  const batches = at.opset < 12 ? 0 : at.number('batch_dims', 0);
  const leading = batches + (indices.shape.at(-1) ?? 0);
  const shape = [...indices.shape.slice(0, -1), ...value.shape.slice(leading)];
  const rows = rowPositions(at, indices, value.shape, batches);
  if (size(shape) === 0) return { type: value.type, shape, data: new Float32Array() };
  return takenRows(at, asRows(at, value, size(value.shape.slice(0, leading))), rows, shape);
};

/** For each tuple of indices into the first axes of a shape, the position of its slice in row-major order. */
export function rowPositions(
  at: Reading,
  { data, shape: indicesShape }: Constant,
  shape: readonly number[],
  batches = 0,
): number[] {
  const width = indicesShape.at(-1) ?? 0;
  if (width < 1 || batches + width > shape.length) {
    throw at.refuse(`expected 1 to ${shape.length - batches} indices per slice; got ${width}.`);
  }
  const leading = shape.slice(0, batches + width);
  const strides = rowMajorStrides(leading);
  const count = data.length / width;
  const perBatch = count / size(leading.slice(0, batches));
  const batchSize = size(leading.slice(batches));
  return Array.from({ length: count }, (_, k) => {
    const tuple = Array.from(data.slice(k * width, (k + 1) * width));
    const inside = tuple.reduce((sum, index, i) => {
      const [own = 0] = indicesInto(at, [index], leading[batches + i] ?? 1);
      return sum + own * (strides[batches + i] ?? 1);
    }, 0);
    return Math.floor(k / perBatch) * batchSize + inside;
  });
}
