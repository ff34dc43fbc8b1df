import type { OperatorReader } from '../../reading.js';
import { dequantizeLinear } from './dequantize-linear.js';
import { quantizeLinear } from './quantize-linear.js';
import { wholeNumberArithmetic } from './whole-number-arithmetic.js';

export const quantization: Readonly<Record<string, OperatorReader>> = {
  ConvInteger: wholeNumberArithmetic,
  DequantizeLinear: dequantizeLinear,
  DynamicQuantizeLinear: wholeNumberArithmetic,
  MatMulInteger: wholeNumberArithmetic,
  QLinearConv: wholeNumberArithmetic,
  QLinearMatMul: wholeNumberArithmetic,
  QuantizeLinear: quantizeLinear,
};
