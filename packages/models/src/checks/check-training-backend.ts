import { invalidArgument } from '@csm/base';
import { getBackend, getKernel } from '@tensorflow/tfjs-core';

/** @throws if the backend cannot compute the gradient of a convolution's filter; plain tfjs-wasm cannot. */
export function checkTrainingBackend(caller: string): void {
  const name = getBackend();
  if (getKernel('Conv2DBackpropFilter', name)) return;
  throw invalidArgument(
    `${caller}: expected a backend that can train convolutions; "${name}" has no Conv2DBackpropFilter kernel; ` +
      'import "@csm/wasm" before training on wasm, or choose another backend.',
  );
}
