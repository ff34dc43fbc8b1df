import type { ElementType, TensorDraft } from './wire/model-draft.js';

/**
 * Half of the length that stands for the batch while a model is recorded. It is a prime that no real axis reaches, so every integer that is
 * computed from lengths shows how many batches it contains: v = a · HALF_BATCH + b with b < HALF_BATCH.
 */
export const HALF_BATCH = 33_554_467;

/** The length of the batch axis while a model is recorded; the written model takes any number of samples. */
export const BATCH = 2 * HALF_BATCH;

/** A tensor of the model that is being written. */
export interface Value {
  readonly name: string;
  readonly type: ElementType;
  /** As TensorFlow.js sees it; the length of the batch axis is {@link BATCH} or a multiple of it. */
  readonly shape: readonly number[];
  /**
   * The axes in the order in which the written tensor has them: `[0, 3, 1, 2]` if the tensor is channels first and its `shape` channels last.
   * Absent: in the order of `shape`.
   */
  readonly order?: readonly number[] | undefined;
  /** The elements of a constant, in the written order. */
  readonly numbers?: Numbers | undefined;
}

/** The elements of a constant; booleans are bytes. */
export type Numbers = TensorDraft['numbers'];

/** The order in which no axis is moved. */
export const ownOrder = (rank: number): number[] => Array.from({ length: rank }, (_, axis) => axis);

/** The shape of the written tensor. */
export function writtenShape({ shape, order }: Pick<Value, 'shape' | 'order'>): number[] {
  return order === undefined ? [...shape] : order.map((axis) => shape[axis] ?? 1);
}

/** The position of an axis in the written tensor. */
export function writtenAxis({ order }: Pick<Value, 'order'>, axis: number): number {
  return order === undefined ? axis : order.indexOf(axis);
}

/** An order; undefined if it moves no axis. */
export function orderOrOwn(order: readonly number[] | undefined): readonly number[] | undefined {
  return order?.every((axis, i) => axis === i) ? undefined : order;
}
