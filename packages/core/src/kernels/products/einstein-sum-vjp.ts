import { broadcastTo, eye, reshape, type Tensor } from '@tensorflow/tfjs-core';
import { einsteinSum, lengthsOfLetters, partsOfEquation } from './einstein-sum.js';

/**
 * The vector–Jacobian products of an Einstein summation: for each tensor, the summation of the cotangent and the other tensors to the
 * letters of that tensor.
 */
export function einsteinSumVjp(equation: string, tensors: readonly Tensor[], cotangent: Tensor): Tensor[] {
  const { from, to } = partsOfEquation(equation);
  const lengths = lengthsOfLetters(from, tensors);
  const lengthOf = (label: string) => lengths.get(label) ?? 1;
  return tensors.map((tensor, i) => {
    const labels = [...(from[i] ?? '')];
    // The cotangent is summed over axes that were broadcast.
    const kept = labels.flatMap((label, axis) => (tensor.shape[axis] === lengthOf(label) ? [axis] : []));
    const diagonals: { labels: string; tensor: Tensor }[] = [];
    const own = kept.map((axis, k) => {
      const label = labels[axis] ?? '';
      if (!kept.slice(0, k).some((before) => labels[before] === label)) return label;
      // Off the diagonal of two axes with the same letter the derivative is 0.
      const second = String.fromCodePoint(0x391 + k);
      diagonals.push({ labels: label + second, tensor: eye(lengthOf(label)) });
      return second;
    });
    const others = from.flatMap((other, k) =>
      k === i ? [] : [{ labels: other, tensor: tensors[k] as Tensor }],
    );
    const factors = [{ labels: to, tensor: cotangent }, ...others, ...diagonals];
    const share = einsteinSum(
      `${factors.map((factor) => factor.labels).join(',')}->${own.join('')}`,
      factors.map((factor) => factor.tensor),
    );
    // A letter that no other tensor has was summed over: the cotangent is the same at all its places.
    return reshape(
      broadcastTo(
        share,
        kept.map((axis) => tensor.shape[axis] ?? 1),
      ),
      tensor.shape,
    );
  });
}
