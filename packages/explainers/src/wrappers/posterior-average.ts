import {
  type Attribution,
  checkExplainer,
  checkOptions,
  checkpoint,
  disposeAttribution,
  type Explainer,
  type Run,
  type Target,
} from '@csm/core';
import {
  add,
  dispose,
  div,
  mul,
  relu,
  reshape,
  sqrt,
  square,
  sub,
  type Tensor,
  type Tensor2D,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { replaced } from '../tensors/replace-tensors.js';
import { memoryOf } from './memory-use.js';
import { checkCount, checkSeed, innerRun, sampleNoise } from './noise.js';

/** Options of {@link posteriorAverage}. */
export interface PosteriorAverageOptions {
  /** Samples of the posterior for each input, at least 2. Default 16. */
  samples?: number | undefined;
  /** Default 0. */
  seed?: number | undefined;
}

/**
 * The mean of any explainer's maps over samples of a VAE's posterior, z = μ(x) + σ(x) ⊙ ε with ε standard normal, and the
 * standard error of each of its numbers (`standardErrors`), √(variance / samples).
 *
 * The other methods explain the score of the mean, z = μ(x), which is the same at every run; the reference implementation
 * explains one sample, whose maps differ from run to run. This tells by how much. The scores that `explain` returns stay
 * those of the mean.
 *
 * Costs `samples` times the inner method; memory does not grow with them. The same seed gives the same maps, in whatever
 * batches. Linear in the concept where the inner method is.
 *
 * Source: Kingma & Welling 2013 (arXiv 1312.6114) for the posterior.
 *
 * @throws if samples is not a whole number of at least 2; before the work, if the encoder does not know its log-variance.
 */
export function posteriorAverage(inner: Explainer, options: PosteriorAverageOptions = {}): Explainer {
  checkExplainer('posteriorAverage', inner);
  checkOptions<PosteriorAverageOptions>('posteriorAverage', options, { samples: true, seed: true });
  const { samples = 16, seed = 0 } = options;
  checkCount('posteriorAverage', 'samples', samples, 2);
  checkSeed('posteriorAverage', seed);
  return {
    name: `posterior average of ${inner.name}`,
    ...memoryOf(inner),
    check(target, onWarning) {
      const noise = sampleNoise(1, [target.encoder.latentSize], {
        seed,
        draw: 0,
        run: {},
      }) as Tensor2D;
      try {
        const sampled = withSample(target, noise);
        inner.check?.(sampled, onWarning);
      } finally {
        noise.dispose();
      }
    },
    async attribute(target, inputs, { onProgress, ...run }) {
      const { latentSize } = target.encoder;
      const batch = inputs.shape[0]!;
      // Sums of the differences from the first draw's maps: their variance is exact where a variance is small.
      let first: Tensor[] = [];
      let sums: Tensor[] = target.scores.map(() => zerosLike(inputs));
      let squares: Tensor[] = target.scores.map(() => zerosLike(inputs));
      try {
        for (let k = 0; k < samples; k++) {
          await checkpoint(run);
          const key = { seed, draw: k, run };
          const noise = sampleNoise(batch, [latentSize], key) as Tensor2D;
          const found = await attributeSample(inner, target, noise, inputs, innerRun(key)).finally(() =>
            noise.dispose(),
          );
          if (k === 0) first = found.maps.map((map) => reshape(map, map.shape));
          const differences = found.maps.map((map, i) => sub(map, first[i]!));
          disposeAttribution(found);
          sums = replaced(sums, (sum, i) => add(sum, differences[i]!));
          squares = replaced(squares, (sum, i) => add(sum, square(differences[i]!)));
          dispose(differences);
          onProgress?.((k + 1) / samples);
        }
        return {
          maps: sums.map((sum, i) => tidy(() => add(first[i]!, div(sum, samples)))),
          standardErrors: sums.map((sum, i) => standardError(sum, squares[i]!, samples)),
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

/** Asynchronous throughout, so that an encoder that cannot sample rejects. */
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
  if (encoder.sampled === undefined) {
    throw new Error(
      "posteriorAverage: the encoder does not know its posterior's log-variance. Name it, as layersEncoder and graphEncoder let you: " +
        "{ output: 'z_mean', logVariance: 'z_log_var' }; a functionEncoder has none.",
    );
  }
  return { encoder: encoder.sampled(noise), scores };
}
