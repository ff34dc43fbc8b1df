import type { OperatorReader } from '../../reading.js';
import { fusedConv } from './fused-conv.js';
import { fusedGemm } from './fused-gemm.js';
import { fusedMatMul } from './fused-mat-mul.js';

/** Of the domain `com.microsoft`: what ONNX Runtime makes of several nodes when it optimises a model. */
export const fused: Readonly<Record<string, OperatorReader>> = {
  FusedConv: fusedConv,
  FusedGemm: fusedGemm,
  FusedMatMul: fusedMatMul,
};
