import type * as tf from '@tensorflow/tfjs-core';
import { traceInputs } from '../src/encoders/trace-inputs.js';
import type { Explainer } from '../src/explain/explainer.js';
import type { BackwardRules } from '../src/graph/rules.js';

/** The simplest explainer, as a user would write it: a gradient, or a backward pass with rules. */
export const gradientBy = (rules?: BackwardRules): Explainer => ({
  name: 'plain gradient',
  async attribute({ encoder, scores }, inputs) {
    const trace = await traceInputs('plainGradient', encoder, inputs);
    const maps: tf.Tensor[] = [];
    try {
      for (const score of scores) {
        const cotangent = score.cotangent(trace.latent);
        maps.push(await trace.backward(cotangent, rules).finally(() => cotangent.dispose()));
      }
      return { maps };
    } finally {
      trace.dispose();
    }
  },
});
