import '@tensorflow/tfjs-backend-wasm';
import { findBackendFactory, registerBackend, removeBackend } from '@tensorflow/tfjs-core';

// As in a new process: pages before this one have used the backend.
const factory = findBackendFactory('wasm');
removeBackend('wasm');
registerBackend('wasm', factory, 2);
