import { invalidFile } from '@csm/base';
import type { Constant, Numbers, Unreadable } from '../onnx-model.js';
import type { SparseTensorMessage } from '../wire/schema.js';
import { elementCount } from './element-count.js';
import { readTensor } from './tensor.js';

/** A sparse tensor may have this many elements, zeros included. */
const MAX_ELEMENTS = 2 ** 26;

/**
 * The numbers of a sparse tensor, zeros included. Its indices are those of the flat tensor, or one row of coordinates per value.
 * @throws if the indices do not fit the shape.
 */
export function readSparseTensor(where: string, sparse: SparseTensorMessage): Constant | Unreadable {
  const count = elementCount(where, sparse.dims);
  if (count > MAX_ELEMENTS) {
    return { unreadable: `sparse tensors of more than ${MAX_ELEMENTS} elements are not supported.` };
  }
  if (sparse.values === undefined || sparse.indices === undefined) throw misfit(where, sparse.dims);
  const values = readTensor(where, sparse.values);
  const indices = readTensor(where, sparse.indices);
  if ('unreadable' in values) return values;
  if ('unreadable' in indices) return indices;
  const rank = sparse.dims.length;
  const width = indices.shape.length === 2 ? rank : 1;
  if (indices.data.length !== values.data.length * width) throw misfit(where, sparse.dims);
  const { data: numbers } = values;
  const data = new (numbers.constructor as new (length: number) => Numbers)(count);
  numbers.forEach((value, i) => {
    let at = 0;
    for (let k = 0; k < width; k++) {
      const index = indices.data[i * width + k] ?? -1;
      const length = width === 1 ? count : (sparse.dims[k] ?? 0);
      if (!(index >= 0 && index < length)) throw misfit(where, sparse.dims);
      at = at * length + index;
    }
    data[at] = value;
  });
  return { type: values.type, shape: sparse.dims, data };
}

function misfit(where: string, dims: readonly number[]): Error {
  return invalidFile(
    `${where}: expected indices of values within the sparse tensor's shape [${dims.join(', ')}]; got others; export the model again.`,
  );
}
