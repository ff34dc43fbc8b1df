import type { Constant } from '../../../model/onnx-model.js';
import { transposed } from '../../layout.js';
import type { Reading } from '../../reading.js';
import { isConstant, type Operand, type Value } from '../../value.js';
import { sumWith } from '../arithmetic/add.js';
import { merged } from '../arithmetic/merged.js';
import { scaled } from '../arithmetic/scaled.js';
import { mapped } from '../arithmetic/with-constant.js';
import { denseAlong, matrixOf } from './dense-along.js';
import { product } from './product.js';

/** Gemm: α A B + β C, of matrices that may be transposed. With a constant B, a dense layer. */
export const gemm = (at: Reading): Value => {
  const [alpha, beta] = [at.number('alpha', 1), at.number('beta', 1)];
  const a = turned(at, 0, at.number('transA', 0) !== 0);
  const c = at.operand(2);
  const b = at.operand(1);
  if (!isConstant(a) && b && isConstant(b)) {
    const isTransposed = at.number('transB', 0) !== 0;
    const [rows = 1, columns = 1] = b.shape;
    const [inputs, outputs] = isTransposed ? [columns, rows] : [rows, columns];
    const data = matrixOf(b, [inputs, outputs], { transposed: isTransposed, factor: alpha });
    const bias = c && isConstant(c) ? biasOf(c, outputs, beta) : undefined;
    const rest = bias === undefined ? c : undefined;
    const part = rest ? 'product' : undefined;
    return plus(at, denseAlong(at, a, 1, { inputs, outputs, data, bias }, part), rest, beta);
  }
  const found = product(at, a, turned(at, 1, at.number('transB', 0) !== 0), 'product');
  return plus(at, scaled(at, found, alpha, c ? 'scaled' : undefined), c, beta);
};

/** An input as a matrix, transposed if wanted. */
function turned(at: Reading, i: number, isTransposed: boolean): Operand {
  const operand = at.operand(i) ?? at.value(i);
  if (operand.shape.length !== 2)
    throw at.refuse(`expected a matrix as input ${i}; got shape [${operand.shape}].`);
  if (!isTransposed) return operand;
  if (!isConstant(operand)) return transposed(operand, [1, 0]);
  const [rows = 1, columns = 1] = operand.shape;
  return {
    ...operand,
    shape: [columns, rows],
    data: matrixOf(operand, [columns, rows], { transposed: true }),
  };
}

/** β C as one number for each column; undefined if C has several rows. */
function biasOf({ shape, data }: Constant, outputs: number, beta: number): Float64Array | undefined {
  const isRow = shape.slice(0, -1).every((length) => length === 1) && [1, outputs].includes(data.length);
  if (!isRow) return undefined;
  return Float64Array.from({ length: outputs }, (_, i) => beta * (data[data.length === 1 ? 0 : i] ?? 0));
}

function plus(at: Reading, value: Value, c: Operand | undefined, beta: number): Value {
  if (c === undefined || beta === 0) return value;
  if (isConstant(c))
    return sumWith(
      at,
      value,
      mapped(c, (number) => beta * number),
      false,
    );
  return merged(at, { kind: 'add' }, [value, scaled(at, c, beta, 'summand')]);
}
