import { broadcastTo, matMul, pad, reshape, slice, sum, type Tensor, transpose } from '@tensorflow/tfjs-core';

/** A tensor and the letter of each of its axes; axes with the same letter share an index. */
interface Labelled {
  readonly tensor: Tensor;
  readonly labels: string;
}

/**
 * The Einstein summation of an equation such as `bij,bjk->bik`, composed of transpositions and matrix products: tfjs-wasm has no kernel for
 * it, and tfjs' own is wrong for some equations. Axes of length 1 are broadcast.
 */
export function einsteinSum(equation: string, tensors: readonly Tensor[]): Tensor {
  const { from, to } = partsOfEquation(equation);
  const lengths = lengthsOfLetters(from, tensors);
  const operands = from.map((labels, i) =>
    onceEach(withoutBroadcast({ labels, tensor: tensors[i] as Tensor }, lengths)),
  );
  const [first, ...others] = operands;
  const product = others.reduce((left, right, i) => {
    const later = operands.slice(i + 2).map(({ labels }) => labels);
    return productOf(left, right, [to, ...later].join(''));
  }, first as Labelled);
  const summed = summedExcept(product, to);
  const kept = [...to].filter((label) => summed.labels.includes(label)).join('');
  const ordered = arranged(summed, kept);
  const shape = [...to].map((label) => (kept.includes(label) ? (lengths.get(label) ?? 1) : 1));
  return broadcastTo(
    reshape(ordered, shape),
    [...to].map((label) => lengths.get(label) ?? 1),
  );
}

/** The letters of each tensor, and those of the result. */
export function partsOfEquation(equation: string): { from: string[]; to: string } {
  const [from = '', to = ''] = equation.replace(/\s/g, '').split('->');
  return { from: from.split(','), to };
}

/** The length that each letter stands for: the longest of its axes. */
export function lengthsOfLetters(
  from: readonly string[],
  tensors: readonly Tensor[],
): ReadonlyMap<string, number> {
  const lengths = new Map<string, number>();
  from.forEach((labels, i) => {
    [...labels].forEach((label, axis) => {
      lengths.set(label, Math.max(lengths.get(label) ?? 1, tensors[i]?.shape[axis] ?? 1));
    });
  });
  return lengths;
}

function withoutBroadcast({ tensor, labels }: Labelled, lengths: ReadonlyMap<string, number>): Labelled {
  const kept = [...labels].flatMap((label, axis) =>
    tensor.shape[axis] === 1 && (lengths.get(label) ?? 1) > 1 ? [] : [axis],
  );
  return {
    tensor: reshape(
      tensor,
      kept.map((axis) => tensor.shape[axis] ?? 1),
    ),
    labels: kept.map((axis) => labels[axis]).join(''),
  };
}

/** The diagonal of axes with the same letter. */
function onceEach(operand: Labelled): Labelled {
  const { labels, tensor } = operand;
  const repeated = [...labels].find((label, axis) => labels.indexOf(label) !== axis);
  if (repeated === undefined) return operand;
  const [first, second] = [labels.indexOf(repeated), labels.lastIndexOf(repeated)];
  const others = [...labels].map((_, axis) => axis).filter((axis) => axis !== first && axis !== second);
  const length = tensor.shape[first] ?? 1;
  const moved = transpose(tensor, [...others, first, second]);
  // With `length` numbers appended, a number on the diagonal begins each row of one number more.
  const rows = reshape(moved, [-1, length * length]);
  const appended = pad(rows, [
    [0, 0],
    [0, length],
  ]);
  const [count = 1] = rows.shape;
  const diagonal = slice(reshape(appended, [count, length, length + 1]), [0, 0, 0], [count, length, 1]);
  return onceEach({
    tensor: reshape(diagonal, [...others.map((axis) => tensor.shape[axis] ?? 1), length]),
    labels: others.map((axis) => labels[axis]).join('') + repeated,
  });
}

function summedExcept({ tensor, labels }: Labelled, kept: string): Labelled {
  const axes = [...labels].flatMap((label, axis) => (kept.includes(label) ? [] : [axis]));
  if (axes.length === 0) return { tensor, labels };
  return { tensor: sum(tensor, axes), labels: [...labels].filter((label) => kept.includes(label)).join('') };
}

/** The product of two tensors, summed over the letters that are not kept. */
function productOf(left: Labelled, right: Labelled, kept: string): Labelled {
  const a = summedExcept(left, kept + right.labels);
  const b = summedExcept(right, kept + left.labels);
  const [inA, inB] = [[...a.labels], [...b.labels]];
  const both = inA.filter((label) => b.labels.includes(label));
  const shared = both.filter((label) => kept.includes(label)).join('');
  const contracted = both.filter((label) => !kept.includes(label)).join('');
  const ownA = inA.filter((label) => !b.labels.includes(label)).join('');
  const ownB = inB.filter((label) => !a.labels.includes(label)).join('');
  const lengthsOf = ({ tensor, labels }: Labelled, of: string) =>
    [...of].map((label) => tensor.shape[labels.indexOf(label)] ?? 1);
  const countOf = (operand: Labelled, of: string) =>
    lengthsOf(operand, of).reduce((product, length) => product * length, 1);
  const times = countOf(a, contracted);
  const product = matMul(
    reshape(arranged(a, shared + ownA + contracted), [countOf(a, shared), countOf(a, ownA), times]),
    reshape(arranged(b, shared + contracted + ownB), [countOf(b, shared), times, countOf(b, ownB)]),
  );
  return {
    tensor: reshape(product, [...lengthsOf(a, shared), ...lengthsOf(a, ownA), ...lengthsOf(b, ownB)]),
    labels: shared + ownA + ownB,
  };
}

function arranged({ tensor, labels }: Labelled, to: string): Tensor {
  if (labels === to) return tensor;
  return transpose(
    tensor,
    [...to].map((label) => labels.indexOf(label)),
  );
}
