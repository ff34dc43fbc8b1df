// The stock kernels are registered on import, so this import must come first for ours to replace them.
import '@tensorflow/tfjs-backend-wasm';
import { registerChainedOperations } from '@csm/base/tfjs';
import { registerKernels } from './register.js';

export { type RegisteredKernels, registerKernels, unregisterKernels } from './register.js';
export { enableThreads } from './threads/enable-threads.js';

registerKernels();
// So that recurrent layers can be built without the package @tensorflow/tfjs.
registerChainedOperations();
