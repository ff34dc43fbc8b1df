import { getBackend, getKernel } from '@tensorflow/tfjs-core';

/** Throws where the backend cannot compute the gradient of a convolution's filter, as plain tfjs-wasm cannot. */
export function checkCanTrain(caller: string): void {
  const backend = getBackend();
  if (getKernel('Conv2DBackpropFilter', backend)) return;
  throw new Error(
    `${caller}: the "${backend}" backend has no Conv2DBackpropFilter kernel, so convolutions cannot be trained ` +
      "on it. Import '@csm/wasm' before training on wasm, or choose another backend.",
  );
}
