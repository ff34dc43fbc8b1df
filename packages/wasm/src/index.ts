// The stock kernels register on import: this must come first, so that ours replace them.
import '@tensorflow/tfjs-backend-wasm';
import { registerKernels } from './register.js';

export { type RegisteredKernels, registerKernels, unregisterKernels } from './register.js';
export { enableThreads } from './threads/enable-threads.js';

registerKernels();
