import { size } from '@csm/base';
import { axisOf } from '../../axes.js';
import type { OperatorReader } from '../../reading.js';
import { rowMajorStrides } from '../../strided.js';
import { constantIndices, coordinates, indicesInto } from './indices.js';
import { asRows, takenRows } from './rows.js';

/** GatherElements with constant indices: any elements, one index per element of the output. */
export const gatherElements: OperatorReader = (at) => {
  const indices = constantIndices(at, 1);
  const value = at.value(0);
  const axis = axisOf(at, at.number('axis', 0), value.shape.length);
  const positions = elementPositions(
    value.shape,
    indices.shape,
    axis,
    indicesInto(at, indices.data, value.shape[axis] ?? 1),
  );
  if (positions.length === 0) return { type: value.type, shape: indices.shape, data: new Float32Array() };
  return takenRows(at, asRows(at, value, size(value.shape)), positions, indices.shape);
};

/**
 * The positions, in row-major order, of the elements that GatherElements and ScatterElements mean: those of the indices' coordinates,
 * with the index as the coordinate along one axis.
 */
export function elementPositions(
  shape: readonly number[],
  indicesShape: readonly number[],
  axis: number,
  indices: readonly number[],
): number[] {
  const [strides, own] = [rowMajorStrides(shape), rowMajorStrides(indicesShape)];
  return indices.map((index, position) => {
    const place = coordinates(position, indicesShape, own);
    place[axis] = index;
    return place.reduce((sum, at, i) => sum + at * (strides[i] ?? 1), 0);
  });
}
