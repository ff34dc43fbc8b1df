import { backend, getBackend, getKernel } from '@tensorflow/tfjs-core';

/** Throws where the backend cannot compute the gradient of a convolution's filter, as plain tfjs-wasm cannot. */
export function checkCanTrain(caller: string): void {
  const backend = getBackend();
  if (getKernel('Conv2DBackpropFilter', backend)) return;
  throw new Error(
    `${caller}: the "${backend}" backend has no Conv2DBackpropFilter kernel, so convolutions cannot be trained ` +
      "on it. Import '@csm/wasm' before training on wasm, or choose another backend.",
  );
}

/** Throws where weights cannot be made yet. A backend that is ready at once, as cpu's, needs no `setBackend`. */
export function checkBackend(caller: string): void {
  try {
    backend();
  } catch (cause) {
    throw new Error(
      `${caller}: no TensorFlow.js backend is ready; import one, such as '@csm/wasm', and call ` +
        "await setBackend('wasm') first.",
      { cause },
    );
  }
}
