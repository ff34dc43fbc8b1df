import { hasSamples } from '../../layout.js';
import type { OperatorReader } from '../../reading.js';
import { oneAxisEach } from '../one-axis-each.js';

/** Tile: copies one after the other along axes. */
export const tile: OperatorReader = (at) => {
  const value = at.value(0);
  const times = at.constantNumbers(1) ?? [];
  if (times.length !== value.shape.length) {
    throw at.refuse(`expected ${value.shape.length} repetitions, one per axis; got ${times.length}.`);
  }
  const repeated = times.flatMap((count, axis) => (count === 1 ? [] : [axis]));
  if (repeated.length === 0) return value;
  if (repeated.some((axis) => hasSamples(value, axis))) throw at.mixesSamples();
  const laid = oneAxisEach(at, value, repeated);
  const before = at.outputShape(laid);
  const repetitions = before.map(() => 1);
  for (const axis of repeated) repetitions[(laid.axes[axis]?.[0] ?? 0) - 1] = times[axis] ?? 1;
  return at.add({ kind: 'tile', repetitions }, [laid], {
    outputShape: before.map((length, i) => length * (repetitions[i] ?? 1)),
    shape: value.shape.map((length, axis) => length * (times[axis] ?? 1)),
    axes: laid.axes,
  });
};
