import ndarray, { type NdArray } from 'ndarray';

/** A copy of one sample in row-major order. */
export function copied(view: NdArray<Float32Array>): NdArray<Float32Array> {
  const data = new Float32Array(view.size);
  const at = view.shape.map(() => 0);
  for (let i = 0; i < data.length; i++) {
    data[i] = view.get(...at);
    for (let axis = at.length - 1; axis >= 0; axis--) {
      at[axis] = (at[axis]! + 1) % view.shape[axis]!;
      if (at[axis] !== 0) break;
    }
  }
  return ndarray(data, view.shape);
}

/** a − b, of the same shape. */
export function minus(a: NdArray<Float32Array>, b: NdArray<Float32Array>): NdArray<Float32Array> {
  const subtracted = copied(b).data;
  const { data, shape } = copied(a);
  return ndarray(
    data.map((value, i) => value - subtracted[i]!),
    shape,
  );
}
