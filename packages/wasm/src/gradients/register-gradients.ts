import { type GradConfig, getGradient, registerGradient, unregisterGradient } from '@tensorflow/tfjs-core';
import { REPLACEMENT, replacementOf } from '../kernels/replacement.js';
import {
  type CreateGradient,
  fusedBatchNormGradient,
  meanGradient,
  sumGradient,
} from './gradient-functions.js';

const GRADIENTS: Readonly<Record<string, CreateGradient>> = {
  FusedBatchNorm: fusedBatchNormGradient,
  Sum: sumGradient,
  Mean: meanGradient,
};

/** The names of the kernels whose gradients are replaced. */
export const GRADIENT_NAMES: readonly string[] = Object.keys(GRADIENTS);

/**
 * Registers this package's gradients, replacing tfjs' own. A second call changes nothing, unless tfjs-layers was imported in
 * between, which registers tfjs' own gradients again.
 */
export function registerGradients(): void {
  for (const [kernelName, create] of Object.entries(GRADIENTS)) {
    const stock: GradConfig | undefined = getGradient(kernelName);
    if (replacementOf(stock) !== undefined) continue;
    const own = { kernelName, ...create(stock?.gradFunc), [REPLACEMENT]: { stock, release: () => {} } };
    registerGradient(own);
  }
}

/** Restores tfjs' own gradients. */
export function unregisterGradients(): void {
  for (const name of GRADIENT_NAMES) {
    const replacement = replacementOf<GradConfig>(getGradient(name));
    if (replacement === undefined) continue;
    unregisterGradient(name);
    if (replacement.stock !== undefined) registerGradient(replacement.stock);
  }
}
