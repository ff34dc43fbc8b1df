import type { Convolution, Convolution3d } from '@csm/core/extend';
import { ofOneInput } from '../of-one-input.js';
import { convolved } from './convolved.js';

export const convolution = ofOneInput<Convolution | Convolution3d>((emitter, operation, x, context) => {
  const { kind, groups = 1 } = operation;
  // ONNX Runtime's WebGPU provider (1.30) does not support groups in volumes.
  if (kind === 'convolution3d' && groups > 1) return undefined;
  return convolved(emitter, x, { ...operation, kernel: context.valueFor(operation.kernel) }, context);
});
