import { transposed } from '../../layout.js';
import type { OperatorReader, Reading } from '../../reading.js';
import { permuted } from '../../strided.js';
import { isConstant, type Operand } from '../../value.js';
import { scaled } from '../arithmetic/scaled.js';
import { product } from '../matrix/product.js';

/** FusedMatMul: α A B, in which the last two axes of A and B may be swapped. */
export const fusedMatMul: OperatorReader = (at) => {
  for (const name of ['transBatchA', 'transBatchB']) {
    if (at.number(name, 0) !== 0) throw at.refuse(`the attribute "${name}" is not supported.`);
  }
  const alpha = at.number('alpha', 1);
  const [a, b] = [turned(at, 0, 'transA'), turned(at, 1, 'transB')];
  return scaled(at, product(at, a, b, alpha === 1 ? undefined : 'product'), alpha);
};

/** An input with its last two axes swapped, if the attribute says so. A vector stays as it is. */
function turned(at: Reading, i: number, attribute: string): Operand {
  const operand = at.operand(i) ?? at.value(i);
  const rank = operand.shape.length;
  if (at.number(attribute, 0) === 0 || rank < 2) return operand;
  const order = operand.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  if (!isConstant(operand)) return transposed(operand, order);
  return {
    ...operand,
    shape: order.map((axis) => operand.shape[axis] ?? 1),
    data: Float64Array.from(permuted(operand.data, operand.shape, order)),
  };
}
