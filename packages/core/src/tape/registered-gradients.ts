import { type GradConfig, getGradient, registerGradient, unregisterGradient } from '@tensorflow/tfjs-core';

/**
 * Calls a function while some kernels have other gradients in tfjs' registry. The registry is process-wide, so the call is
 * synchronous, and the previous gradients are registered again afterwards, also after an error.
 */
export function withGradients<T>(gradients: readonly GradConfig[], call: () => T): T {
  const before = gradients.map(({ kernelName }) => [kernelName, getGradient(kernelName)] as const);
  try {
    for (const gradient of gradients) registerGradient(gradient);
    return call();
  } finally {
    for (const [kernel, original] of before) {
      if (original) registerGradient(original);
      else unregisterGradient(kernel);
    }
  }
}
