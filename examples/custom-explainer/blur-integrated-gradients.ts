import type { Explainer } from '@csm/core';
import { disposeAttribution } from '@csm/core/extend';
import { gradient } from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Blur integrated gradients: integrated gradients along the path from the blurred image to the image,
 * map = ∫ ∂s/∂x(x_σ) ⊙ dx_σ, with x_σ the image under a Gaussian blur that goes from `maxSigma` pixels to 0.
 * Complete: the map adds up to s(x) − s(blurred x), up to the error of the steps. Linear in the concept.
 * Source: Xu, Venugopalan & Sundararajan 2020 (arXiv 2004.03383).
 */
export function blurIntegratedGradients({ maxSigma = 8, steps = 20 } = {}): Explainer {
  if (!(maxSigma > 0 && Number.isInteger(steps) && steps > 0)) {
    throw new TypeError(
      `blurIntegratedGradients: expected positive numbers; got ${maxSigma}, ${steps} steps.`,
    );
  }
  const plain = gradient();
  return {
    name: 'blur integrated gradients',
    check({ encoder }) {
      const shape = encoder.inputShape;
      if (shape.length !== 3)
        throw new TypeError(`blurIntegratedGradients: expected images; got inputs of [${shape}].`);
    },
    async attribute(target, inputs, { onProgress, ...run }) {
      // Smaller changes of σ where σ is small: most of the picture changes there.
      const at = (step: number) => blur(inputs, maxSigma * (1 - step / steps) ** 2);
      let maps: tf.Tensor[] = target.scores.map(() => tf.zerosLike(inputs));
      try {
        for (let step = 0; step < steps; step++) {
          const point = tf.tidy(() => tf.div(tf.add(at(step), at(step + 1)), 2));
          // Awaits `checkpoint`, and so respects an abort.
          const found = await plain.attribute(target, point, run).finally(() => point.dispose());
          const sums = tf.tidy(() => {
            const change = tf.sub(at(step + 1), at(step));
            return found.maps.map((gradients, k) => tf.add(maps[k] ?? 0, tf.mul(gradients, change)));
          });
          tf.dispose(maps);
          disposeAttribution(found);
          maps = sums;
          onProgress?.({ done: step + 1, total: steps });
        }
        return { maps };
      } catch (error) {
        tf.dispose(maps);
        throw error;
      }
    },
  };
}

/** Images `[batch, height, width, channels]` under a Gaussian blur of σ pixels; at the edges, only pixels inside count. */
export function blur(images: tf.Tensor, sigma: number): tf.Tensor4D {
  const radius = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    radius === 0 ? 1 : Math.exp(-0.5 * ((i - radius) / sigma) ** 2),
  );
  const along = (x: tf.Tensor4D, shape: [number, number, number, number]) =>
    tf.depthwiseConv2d(x, tf.tile(tf.tensor4d(weights, shape), [1, 1, x.shape[3], 1]), 1, 'same');
  const twice = (x: tf.Tensor4D) => along(along(x, [weights.length, 1, 1, 1]), [1, weights.length, 1, 1]);
  return tf.tidy(() => tf.div(twice(images as tf.Tensor4D), twice(tf.onesLike(images as tf.Tensor4D))));
}
