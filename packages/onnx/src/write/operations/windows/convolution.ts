import type { Convolution, Convolution3d } from '@csm/core/extend';
import { ofOneInput } from '../of-one-input.js';
import { convolved } from './convolved.js';

export const convolution = ofOneInput<Convolution | Convolution3d>((emitter, operation, x, context) =>
  convolved(emitter, x, { ...operation, kernel: context.valueFor(operation.kernel) }, context),
);
