import type { Convolution1d } from '@csm/core/extend';
import { ofOneInput } from '../of-one-input.js';
import { convolved } from './convolved.js';

export const convolution1d = ofOneInput<Convolution1d>(
  (emitter, { kernel, bias, stride, dilation = 1, padding }, x, context) =>
    convolved(
      emitter,
      x,
      { kernel: context.valueFor(kernel), bias, strides: [stride], dilations: [dilation], padding },
      context,
    ),
);
