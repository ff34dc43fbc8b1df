import { size } from '@csm/base';
import type { Emitter } from './emitter.js';
import { ownOrder, type Value } from './value.js';

/**
 * Brings values into one order, so that an elementwise operator can broadcast them: the order of the largest one that is not a constant.
 * @returns the values, and the order of the result.
 */
export function aligned(
  emitter: Emitter,
  values: readonly Value[],
): { values: Value[]; order: readonly number[] | undefined } {
  const rank = values.reduce((most, { shape }) => Math.max(most, shape.length), 0);
  const full = values.filter(({ shape, numbers }) => shape.length === rank && numbers === undefined);
  const [largest] = [...full].sort((a, b) => size(b.shape) - size(a.shape));
  const order = largest?.order;
  if (order === undefined) return { values: values.map((value) => emitter.ordered(value)), order };
  return {
    values: values.map((value) => {
      if (size(value.shape) === 1 && value.shape.length === 0) return value;
      const shape = [...Array<number>(rank - value.shape.length).fill(1), ...value.shape];
      return emitter.ordered(emitter.reshaped(value, shape), order);
    }),
    order,
  };
}

/** The shape that values broadcast to. */
export function broadcastShape(shapes: readonly (readonly number[])[]): number[] {
  const rank = shapes.reduce((most, shape) => Math.max(most, shape.length), 0);
  return ownOrder(rank).map((axis) =>
    shapes.reduce((length, shape) => {
      const own = shape[axis - rank + shape.length] ?? 1;
      return own === 1 ? length : own;
    }, 1),
  );
}
