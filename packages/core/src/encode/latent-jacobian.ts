import { clone } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import { checkEncoder } from '../encoders/check-encoder.js';
import type { Encoder } from '../encoders/encoder.js';
import type { Inputs } from '../encoders/input-batches.js';
import { checkTraceable, traceInputs } from '../encoders/trace-inputs.js';
import { explain } from '../explain/explain.js';
import type { ExplainOptions } from '../explain/explain-options.js';
import type { Explainer } from '../explain/explainer.js';
import { latentDimensions } from '../explain/many-concepts.js';
import { scoreGradients } from '../explain/score-gradients.js';

/**
 * The Jacobian of the latent by the input, J = ∂z/∂x: how each latent dimension changes with each feature. The map by
 * `gradient()` of any concept v is Σᵢ vᵢ J[·, i].
 *
 * Costs a forward pass and `latentSize` backward passes, for small encoders done many at a time. {@link explain} does the same by
 * itself for methods that are linear in the concept, where there are more concepts than latent dimensions.
 *
 * @param inputs ndarray or tensor `[n, ...inputShape]`, borrowed.
 * @returns `[n, latentSize, ...inputShape]`: `n · latentSize · features · 4` bytes, twice that while it is made.
 * @throws as {@link explain} does.
 */
export async function latentJacobian(
  encoder: Encoder,
  inputs: Inputs,
  options: ExplainOptions = {},
): Promise<NdArray<Float32Array>> {
  checkEncoder('latentJacobian', encoder);
  checkTraceable('latentJacobian', encoder);
  const { latentSize, inputShape } = encoder;
  // A dead latent dimension has zero rows; that is no reason to doubt the others.
  const silent = { onWarning: () => {}, ...options };
  const dimensions = await explain(encoder, latentDimensions(latentSize), inputs, derivative, silent);
  const [count, ...shape] = dimensions[0]!.maps.shape as [number, ...number[]];
  const features = inputShape.reduce((a, b) => a * b, 1);
  const values = new Float32Array(count * latentSize * features);
  dimensions.forEach(({ maps }, i) => {
    for (let sample = 0; sample < count; sample++) {
      const row = maps.data.subarray(sample * features, (sample + 1) * features);
      values.set(row, (sample * latentSize + i) * features);
    }
  });
  return ndarray(values, [count, latentSize, ...shape]);
}

const derivative: Explainer = {
  name: 'latent Jacobian',
  async attribute({ encoder, scores }, inputs, run) {
    const trace = await traceInputs('latentJacobian', encoder, inputs, { rules: false });
    try {
      const maps = await scoreGradients(trace, scores, run);
      return { maps, latent: clone(trace.latent) };
    } finally {
      trace.dispose();
    }
  },
};
