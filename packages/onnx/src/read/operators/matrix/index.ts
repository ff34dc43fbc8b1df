import type { OperatorReader } from '../../reading.js';
import { einsum } from './einsum.js';
import { gemm } from './gemm.js';
import { matMul } from './mat-mul.js';

export const matrix: Readonly<Record<string, OperatorReader>> = {
  Einsum: einsum,
  Gemm: gemm,
  MatMul: matMul,
};
