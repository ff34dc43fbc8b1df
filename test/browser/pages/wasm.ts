import '@csm/wasm';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { getKernel } from '@tensorflow/tfjs-core';

setWasmPaths('/wasm/');

export { enableThreads } from '@csm/wasm';
export { getThreadsCount } from '@tensorflow/tfjs-backend-wasm';
export { networkGradients } from '../network-gradients.js';

export const isIsolated = () => crossOriginIsolated;
export const logicalCores = () => navigator.hardwareConcurrency;
export const hasKernel = (name: string) => getKernel(name, 'wasm') !== undefined;
