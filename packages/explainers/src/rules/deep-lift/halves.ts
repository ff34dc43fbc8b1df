import { concat, split, type Tensor } from '@tensorflow/tfjs-core';

/** The halves of a batch that holds inputs, then their baselines. */
export const halves = <T extends Tensor>(batch: T): [inputs: T, baselines: T] => split(batch, 2) as [T, T];

/** A batch that holds the same numbers for inputs and for their baselines. */
export const twice = (half: Tensor): Tensor => concat([half, half]);
