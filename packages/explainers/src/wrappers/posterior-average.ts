import { checkCount, checkOptions, checkSeed } from '@csm/base';
import {
  type Attribution,
  checkExplainer,
  checkpoint,
  disposeAttribution,
  type Explainer,
  type Run,
  runOfDraw,
  sampledEncoder,
  sampleNoise,
  type Target,
} from '@csm/core/extend';
import {
  add,
  clone,
  dispose,
  div,
  mul,
  relu,
  sqrt,
  square,
  sub,
  type Tensor,
  type Tensor2D,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { accumulate } from '../attribution/accumulate.js';
import { descriptionOf } from '../attribution/description.js';
import { memoryFootprint } from '../attribution/memory-footprint.js';
import { zip } from '../checks/zip.js';
import type { PosteriorAverageOptions } from './posterior-average-options.js';

/**
 * The mean of any explainer's maps over samples of a VAE's posterior, z = μ(x) + σ(x) ⊙ ε with ε standard normal, and the
 * standard error of each of its numbers (`standardErrors`), √(variance / samples).
 *
 * σ comes from the encoder: exp(ℓ / 2) for a log-variance ℓ, exp(ℓ) for models that were trained with `sampling: 'reference'`, such as the
 * paper's. VAEs of `@csm/models` record it, also in saved files; for other models see `PosteriorOutputs` of `@csm/core/extend`.
 *
 * The other methods explain the score of the mean, z = μ(x), which is the same in every run; the reference
 * implementation explains one sample, so its maps differ between runs. The standard errors show how much such maps
 * differ. The scores that `explain` returns are still those of the mean. To explain one sample instead, with its own
 * scores, pass `{ sample: { seed } }` to `explain`; it is the first of the samples here. The two cannot be combined.
 *
 * Costs `samples` times the inner method; memory does not grow with them. The same seed gives the same maps for any
 * batching of the inputs. Linear in the concept if the inner method is.
 *
 * Source: Kingma & Welling 2013 (arXiv 1312.6114) for the posterior.
 *
 * @throws if samples is not a whole number of at least 2; before the run, if the encoder does not know its standard deviation.
 * @category Wrappers
 */
export function posteriorAverage(inner: Explainer, options: PosteriorAverageOptions = {}): Explainer {
  checkExplainer('posteriorAverage', inner);
  checkOptions<PosteriorAverageOptions>('posteriorAverage', options, { samples: true, seed: true });
  const { samples = 16, seed = 0 } = options;
  checkCount('posteriorAverage', 'samples', samples, { min: 2 });
  checkSeed('posteriorAverage', seed);
  return {
    name: `posterior average of ${inner.name}`,
    description: `posterior average (${samples} samples) of ${descriptionOf(inner)}`,
    ...memoryFootprint(inner),
    check(target, onWarning) {
      const noise = sampleNoise(1, [target.encoder.latentSize], { seed, draw: 0, run: {} }) as Tensor2D;
      try {
        const sampled = withSample(target, noise);
        inner.check?.(sampled, onWarning);
      } finally {
        noise.dispose();
      }
    },
    async attribute(target, inputs, { onProgress, ...run }) {
      const { latentSize } = target.encoder;
      const [batch = 0] = inputs.shape;
      // Adds up differences from the first draw's maps, which is accurate even if the variance is small.
      let first: Tensor[] = [];
      let sums: Tensor[] = target.scores.map(() => zerosLike(inputs));
      let squares: Tensor[] = target.scores.map(() => zerosLike(inputs));
      try {
        for (let k = 0; k < samples; k++) {
          await checkpoint(run);
          const key = { seed, draw: k, run };
          const noise = sampleNoise(batch, [latentSize], key) as Tensor2D;
          const found = await attributeSample(inner, target, noise, inputs, runOfDraw(key)).finally(() =>
            noise.dispose(),
          );
          if (k === 0) first = found.maps.map((map) => clone(map));
          const differences = zip(found.maps, first).map(([map, origin]) => sub(map, origin));
          disposeAttribution(found);
          sums = accumulate(sums, differences, (sum, difference) => add(sum, difference));
          squares = accumulate(squares, differences, (sum, difference) => add(sum, square(difference)));
          dispose(differences);
          onProgress?.({ done: k + 1, total: samples });
        }
        return {
          maps: zip(first, sums).map(([origin, sum]) => tidy(() => add(origin, div(sum, samples)))),
          standardErrors: zip(sums, squares).map(([sum, squared]) => standardError(sum, squared, samples)),
        };
      } finally {
        dispose([...first, ...sums, ...squares]);
      }
    },
  };
}

/** √(s² / n), with s² the unbiased variance of the n draws. */
function standardError(sum: Tensor, squares: Tensor, n: number): Tensor {
  return tidy(() => {
    const spread = relu(sub(squares, div(square(sum), n)));
    return sqrt(mul(spread, 1 / (n * (n - 1))));
  });
}

/** The whole function is asynchronous, so that it rejects, rather than throws, for an encoder that cannot sample. */
async function attributeSample(
  inner: Explainer,
  target: Target,
  noise: Tensor2D,
  inputs: Tensor,
  run: Run,
): Promise<Attribution> {
  return inner.attribute(withSample(target, noise), inputs, run);
}

function withSample({ encoder, scores }: Target, noise: Tensor2D): Target {
  return { encoder: sampledEncoder('posteriorAverage', encoder, noise), scores };
}
