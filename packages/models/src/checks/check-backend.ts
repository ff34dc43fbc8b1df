import { invalidArgument } from '@csm/base';
import { backend, getBackend, getKernel } from '@tensorflow/tfjs-core';

/**
 * @throws if no backend is ready to allocate weights. A backend that is ready at once, such as cpu, needs no
 * `setBackend`.
 */
export function checkBackend(caller: string): void {
  try {
    backend();
  } catch (cause) {
    throw invalidArgument(
      `${caller}: expected a TensorFlow.js backend; none is ready; import one, such as "@csm/wasm", and call ` +
        'await setBackend("wasm") first.',
      { cause },
    );
  }
}

/** @throws if the backend cannot compute the gradient of a convolution's filter; plain tfjs-wasm cannot. */
export function checkTrainingBackend(caller: string): void {
  const name = getBackend();
  if (getKernel('Conv2DBackpropFilter', name)) return;
  throw invalidArgument(
    `${caller}: expected a backend that can train convolutions; "${name}" has no Conv2DBackpropFilter kernel; ` +
      'import "@csm/wasm" before training on wasm, or choose another backend.',
  );
}
