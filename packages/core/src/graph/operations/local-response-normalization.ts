import {
  add,
  matMul,
  mul,
  pow,
  reshape,
  square,
  sub,
  type Tensor,
  type Tensor2D,
  tensor2d,
} from '@tensorflow/tfjs-core';
import type { OperationKind } from '../operation-kind.js';

/**
 * Local response normalisation over the last axis: y = x / (bias + α/size · Σ x²)^β, with the sum over the channels from
 * ⌊(size − 1) / 2⌋ before to ⌈(size − 1) / 2⌉ after each channel, as far as they exist. Source: Krizhevsky, Sutskever & Hinton 2012.
 *
 * Not linear: the vector–Jacobian product includes the derivative of the divisor.
 */
export interface LocalResponseNormalization {
  readonly kind: 'localResponseNormalization';
  /** The number of channels that are summed. */
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly bias: number;
}

export const localResponseNormalization: OperationKind<LocalResponseNormalization> = {
  fromLayer: () => undefined,
  forward: (operation, [x]) => mul(x, pow(base(operation, x), -operation.beta)),
  reads: 'inputs',
  // With s = bias + a Σ x² and a = α / size: g s^−β − 2 a β x Σ' g x s^(−β−1), where Σ' sums the channels whose window holds this one.
  vjp: (operation, { inputs: [x] }, cotangent) => {
    const { size, alpha, beta } = operation;
    const s = base(operation, x);
    const direct = mul(cotangent, pow(s, -beta));
    const inner = mul(mul(cotangent, x), pow(s, -beta - 1));
    const through = alongChannels(inner, (from, to) => isInWindow(size, to, from));
    return [sub(direct, mul(mul(x, through), (2 * alpha * beta) / size))];
  },
};

/** bias + α/size · Σ x² */
function base({ size, alpha, bias }: LocalResponseNormalization, x: Tensor): Tensor {
  const squares = alongChannels(square(x), (from, to) => isInWindow(size, from, to));
  return add(mul(squares, alpha / size), bias);
}

/** Whether a channel is summed for another one. */
function isInWindow(size: number, channel: number, centre: number): boolean {
  const [before, after] = [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)];
  return channel >= centre - before && channel <= centre + after;
}

/** For each channel, the sum of the channels that belong to it. */
function alongChannels(x: Tensor, belongs: (from: number, to: number) => boolean): Tensor {
  const channels = x.shape.at(-1) ?? 1;
  const band = Float32Array.from({ length: channels * channels }, (_, i) =>
    belongs(Math.floor(i / channels), i % channels) ? 1 : 0,
  );
  const sums = matMul(reshape(x, [-1, channels]) as Tensor2D, tensor2d(band, [channels, channels]));
  return reshape(sums, x.shape);
}
