import { concat, split, type Tensor } from '@tensorflow/tfjs-core';

/** Splits a batch into its inputs and their baselines. */
export const halves = <T extends Tensor>(batch: T): [inputs: T, baselines: T] => split(batch, 2) as [T, T];

/** Concatenates a tensor with itself, once for the inputs and once for their baselines. */
export const twice = (half: Tensor): Tensor => concat([half, half]);
