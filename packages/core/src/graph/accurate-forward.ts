import {
  abs,
  add,
  ceil,
  div,
  log,
  max,
  maximum,
  mul,
  pow,
  round,
  sub,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { forward, type Operation } from './operation.js';
import type { OperationInputs } from './operation-kind.js';
import type { Convolution } from './operations/convolution.js';
import type { Dense } from './operations/dense.js';

/**
 * Computes an operation's output with sums that are rounded about once instead of once per term. This triples the
 * work for convolutions and dense layers; all other operations use the plain {@link forward}.
 *
 * Inputs and kernel are split into a coarse part with few bits and a rest, x = x₁ + x₂ and K = K₁ + K₂. The sums of x₁ K₁ are then
 * exact in float32, in any order, and x₁ K₂ + x₂ K is so much smaller that its own rounding hardly matters. Source: the
 * error-free splitting of Ozaki, Ogita, Oishi & Rump 2012 (Numerical Algorithms 59).
 *
 * @category Graphs and operations
 */
export function accurateForward(operation: Operation, inputs: readonly Tensor[]): Tensor {
  if (operation.kind !== 'convolution' && operation.kind !== 'dense') return forward(operation, inputs);
  const { bias, ...linear }: Convolution | Dense = operation;
  const { kernel } = operation;
  const terms = kernel.size / (kernel.shape.at(-1) ?? 1);
  // With this many bits per part, the sum of all products of two parts fits in float32's 24 bits.
  const bits = Math.floor((24 - Math.ceil(Math.log2(terms))) / 2);
  const [input] = inputs as OperationInputs;
  const x = split(input, bits, input.shape.map((_, axis) => axis).slice(1));
  const k = split(kernel, bits);
  const sum = (input: Tensor, kernel: Tensor) => forward({ ...linear, kernel }, [input]);
  const exact = sum(x.coarse, k.coarse);
  const rest = add(sum(x.coarse, k.rest), sum(x.rest, kernel));
  return add(bias ? add(exact, bias) : exact, rest);
}

/**
 * Splits a tensor into a coarse part and a rest. The coarse part consists of multiples of 2^−bits times a power of
 * two that is at least as large as every number.
 */
function split(tensor: Tensor, bits: number, axes?: number[]): { coarse: Tensor; rest: Tensor } {
  const largest = maximum(max(abs(tensor), axes, true), 1e-30);
  const exponent = ceil(div(log(largest), Math.LN2));
  const unit = pow(2, sub(exponent, bits));
  const coarse = mul(round(div(tensor, unit)), unit);
  return { coarse, rest: sub(tensor, coarse) };
}
