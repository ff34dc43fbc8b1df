import { backend } from '@tensorflow/tfjs-core';
import { invalidArgument } from '../errors.js';

/**
 * @throws if no backend is ready to allocate tensors. A backend that is ready at once, such as cpu, needs no
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
