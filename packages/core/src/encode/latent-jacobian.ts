import { checkOptions, rows, size } from '@csm/base';
import { clone } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import { checkEncoder } from '../encoders/check-encoder.js';
import type { Encoder } from '../encoders/encoder.js';
import type { Inputs } from '../encoders/input-batches.js';
import { checkTraceable, traceInputs } from '../encoders/trace-inputs.js';
import { EXPLAIN_OPTIONS, type ExplainOptions } from '../explain/explain-options.js';
import { explainScores } from '../explain/explain-scores.js';
import type { Explainer } from '../explain/explainer.js';
import { latentDimensions } from '../explain/latent-dimensions.js';
import { scoreGradients } from '../explain/score-gradients.js';

/**
 * Computes the Jacobian of the latent with respect to the input, J = ∂z/∂x: how each latent dimension changes with each
 * feature. The `gradient()` map of any concept v is Σᵢ vᵢ J[·, i].
 *
 * Costs a forward pass and `latentSize` backward passes; for small encoders many of them run at a time.
 * {@link explain} does the same automatically for methods that are linear in the concept, if there are more concepts
 * than latent dimensions.
 *
 * @param inputs ndarray or tensor `[n, ...inputShape]`, borrowed.
 * @returns `[n, latentSize, ...inputShape]`: `n · latentSize · features · 4` bytes, and twice that during the run.
 * @throws as {@link explain}; also if the encoder has no `trace`.
 * @category Encoders and decoders
 */
export async function latentJacobian(
  encoder: Encoder,
  inputs: Inputs,
  options: ExplainOptions = {},
): Promise<NdArray<Float32Array>> {
  checkOptions<ExplainOptions>('latentJacobian', options, EXPLAIN_OPTIONS);
  checkEncoder('latentJacobian', encoder);
  checkTraceable('latentJacobian', encoder);
  const { latentSize, inputShape } = encoder;
  const scores = latentDimensions(latentSize);
  const dimensions = await explainScores('latentJacobian', encoder, scores, inputs, derivative, options);
  const features = size(inputShape);
  const count = dimensions[0]?.scores.size ?? 0;
  const values = new Float32Array(count * latentSize * features);
  for (const [i, { maps }] of dimensions.entries()) {
    let sample = 0;
    for (const row of rows(maps)) values.set(row, (sample++ * latentSize + i) * features);
  }
  return ndarray(values, [count, latentSize, ...inputShape]);
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
