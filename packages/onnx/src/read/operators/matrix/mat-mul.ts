import type { OperatorReader } from '../../reading.js';
import { product } from './product.js';

/** MatMul: with a constant matrix, a dense layer. */
export const matMul: OperatorReader = (at) =>
  product(at, at.operand(0) ?? at.value(0), at.operand(1) ?? at.value(1));
