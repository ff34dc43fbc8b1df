import { dispose, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { zip } from '../checks/zip.js';

/**
 * Updates running sums: replaces each by `next(sum, term)`, and disposes it as soon as its successor exists, so that
 * at most one sum exists twice at a time. Takes over the old sums; after an error, all sums are disposed.
 * @param terms one per sum; tensors in them are borrowed.
 * @param next called inside `tf.tidy`.
 */
export function accumulate<Term>(
  sums: readonly Tensor[],
  terms: readonly Term[],
  next: (sum: Tensor, term: Term) => Tensor,
): Tensor[] {
  const updated: Tensor[] = [];
  try {
    for (const [sum, term] of zip(sums, terms)) {
      updated.push(tidy(() => next(sum, term)));
      sum.dispose();
    }
    return updated;
  } catch (error) {
    dispose([...updated, ...sums]);
    throw error;
  }
}
