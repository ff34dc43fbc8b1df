import { unsupportedModel } from '@csm/base';
import { broadcastTo, einsum, mul, reshape, type Tensor, transpose } from '@tensorflow/tfjs-core';

/** The labels of each tensor of an equation, and those of the result. */
function labelsOf(equation: string): { labels: string[]; to: string } {
  const [from = '', to = ''] = equation.replace(/\s/g, '').split('->');
  return { labels: from.split(','), to };
}

/** @throws if one of two tensors has a label of its own that the result does not have: tfjs then computes something else. */
export function checkEinsum(equation: string): void {
  const { labels, to } = labelsOf(equation);
  if (labels.length === 1 || ![...labels.join('')].some((label) => isOnlySummed(label, labels, to))) return;
  throw unsupportedModel(
    `tfjs computes the Einstein summation "${equation}" wrongly; sum the tensor with the additional label before it.`,
  );
}

/**
 * The cotangents of the tensors of an Einstein summation, such as `ij,jk->ik`: each is again an Einstein summation, of the
 * cotangent and the other tensor. Labels that were only summed have a cotangent that is repeated along them.
 */
export function einsumVjp(equation: string, inputs: readonly Tensor[], cotangent: Tensor): Tensor[] {
  const { labels, to } = labelsOf(equation);
  return inputs.map((input, i) => {
    const own = labels[i] ?? '';
    const other = inputs[1 - i];
    const otherLabels = other === undefined ? '' : (labels[1 - i] ?? '');
    const kept = [...own].filter((label) => to.includes(label) || otherLabels.includes(label)).join('');
    const found =
      other === undefined
        ? transposed(cotangent, to, kept)
        : productOf(cotangent, to, other, otherLabels, kept);
    const shape = [...own].map((label, axis) => (kept.includes(label) ? (input.shape[axis] ?? 1) : 1));
    return broadcastTo(reshape(found, shape), input.shape);
  });
}

function isOnlySummed(label: string, labels: readonly string[], to: string): boolean {
  return !to.includes(label) && labels.filter((own) => own.includes(label)).length === 1;
}

function transposed(tensor: Tensor, from: string, to: string): Tensor {
  return transpose(
    tensor,
    [...to].map((label) => from.indexOf(label)),
  );
}

function productOf(cotangent: Tensor, to: string, other: Tensor, labels: string, kept: string): Tensor {
  // tfjs' einsum does not take scalars.
  if (to === '') return mul(cotangent, sumOver(other, labels, kept));
  if (labels === '') return mul(transposed(cotangent, to, kept), other);
  return einsum(`${to},${labels}->${kept}`, cotangent, other);
}

function sumOver(tensor: Tensor, labels: string, kept: string): Tensor {
  return labels === kept ? tensor : einsum(`${labels}->${kept}`, tensor);
}
