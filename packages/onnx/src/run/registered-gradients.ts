import { getGradient } from '@tensorflow/tfjs-core';

/**
 * Registers tfjs' gradients, which some operations of a graph use. In Node, importing tfjs-core does not register them, but importing
 * tfjs-layers does.
 */
export async function registerGradients(): Promise<void> {
  if (getGradient('Relu') === undefined) await import('@tensorflow/tfjs-layers');
}
