import type { Reading } from '../../reading.js';
import type { Value } from '../../value.js';

/** A pooling of all places of a value with channels last into one. */
export interface PooledPlaces {
  /** Of the node's tensor: the places. */
  readonly axes: readonly number[];
  /** Lengths of the node's axes before the places, without the samples. */
  readonly leading: readonly number[];
  /** The output; ONNX keeps the places as axes of length 1. */
  readonly result: {
    readonly shape: readonly number[];
    readonly axes: readonly (readonly number[])[];
    readonly outputShape: readonly number[];
  };
}

export function pooledPlaces(at: Reading, value: Value): PooledPlaces {
  const [first = 1, channels = 1, ...places] = value.shape;
  if (value.shape.length < 3) throw at.refuse(`expected [n, channels, …places]; got [${value.shape}].`);
  const own = at.outputShape(value);
  const leading = own.slice(0, own.length - places.length - 1);
  return {
    axes: places.map((_, i) => leading.length + 1 + i),
    leading,
    result: {
      shape: [first, channels, ...places.map(() => 1)],
      axes: [value.axes[0] ?? [], [leading.length + 1], ...places.map(() => [])],
      outputShape: [...leading, channels],
    },
  };
}
