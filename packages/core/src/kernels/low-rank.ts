import { reshape, Tensor } from '@tensorflow/tfjs-core';

/** The shaders of tfjs-webgpu 4.22 broadcast and choose between tensors of at most so many axes; with more they give zeros or throw. */
const MOST_AXES = 4;

/**
 * Runs an elementwise function of tensors that broadcast, aligned at the last axis, on tensors of at most four axes, where that is possible:
 * neighbouring axes that are broadcast in the same tensors are joined. Call inside `tf.tidy`.
 */
export function inLowRank<T extends readonly (Tensor | number)[]>(
  run: (...tensors: T) => Tensor,
  ...tensors: T
): Tensor {
  const shapes = tensors.map((tensor) => (tensor instanceof Tensor ? tensor.shape : []));
  const rank = shapes.reduce((most, shape) => Math.max(most, shape.length), 0);
  if (rank <= MOST_AXES) return run(...tensors);
  const wide = shapes.map((shape) => [...Array<number>(rank - shape.length).fill(1), ...shape]);
  const full = Array.from({ length: rank }, (_, axis) =>
    wide.reduce((most, shape) => Math.max(most, shape[axis] ?? 1), 1),
  );
  const joined: number[][] = [];
  let sofar: string | undefined;
  for (let axis = 0; axis < rank; axis++) {
    const length = full[axis] ?? 1;
    const pattern = wide.map((shape) => (shape[axis] === length ? 'x' : '1')).join('');
    const last = joined.at(-1);
    // An axis of length 1 everywhere fits any neighbour.
    if (last && (length === 1 || pattern === sofar || sofar === undefined)) last.push(axis);
    else joined.push([axis]);
    if (length > 1) sofar = pattern;
  }
  const shapeOf = (shape: readonly number[]) =>
    joined.map((axes) => axes.reduce((product, axis) => product * (shape[axis] ?? 1), 1));
  const low = tensors.map((tensor, i) =>
    tensor instanceof Tensor ? reshape(tensor, shapeOf(wide[i] ?? [])) : tensor,
  );
  return reshape(run(...(low as readonly (Tensor | number)[] as T)), full);
}
