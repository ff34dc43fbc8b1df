import {
  checkCount,
  checkOneOf,
  checkOptionalFunction,
  checkOptions,
  checkPositive,
  checkSeed,
} from '@csm/base';
import {
  checkExplainer,
  checkpoint,
  type DrawKey,
  disposeAttribution,
  type Explainer,
  type InputPart,
  inputParts,
  runOfDraw,
  sampleNoise,
} from '@csm/core/extend';
import {
  add,
  clone,
  dispose,
  div,
  mul,
  relu,
  square,
  sub,
  type Tensor,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { accumulate } from '../attribution/accumulate.js';
import { attributeAndDispose } from '../attribution/attribute-and-dispose.js';
import { checkLogarithm } from '../attribution/check-logarithm.js';
import { checkNoise } from '../attribution/check-noise.js';
import { descriptionOf } from '../attribution/description.js';
import { inputRanges } from '../attribution/input-ranges.js';
import { memoryFootprint } from '../attribution/memory-footprint.js';
import type { SmoothGradOptions } from './smooth-grad-options.js';

const NAMES = { mean: 'SmoothGrad', squared: 'SmoothGrad²', variance: 'VarGrad' };

/**
 * SmoothGrad around any explainer: the mean of its maps over noisy copies of the input, or their mean square or variance.
 *
 * Costs `samples` times the inner method; memory does not grow with them. The same seed gives the same maps for any
 * batching of the inputs. With `mean`, linear in the concept if the inner method is.
 *
 * Source: Smilkov et al. 2017 (arXiv 1706.03825); squares: Hooker et al. 2018 (arXiv 1806.10758); variance: Adebayo et
 * al. 2018 (arXiv 1810.03307).
 *
 * @throws if samples is not a whole number of at least 1, noise is negative, or the aggregate is unknown; during the
 * run, if the noise of the `draw` option does not have the inputs' shape, and if it makes an input −1 or less and the encoder begins
 * with ln(1 + x).
 * @category Wrappers
 */
export function smoothGrad(inner: Explainer, options: SmoothGradOptions = {}): Explainer {
  checkExplainer('smoothGrad', inner);
  checkOptions<SmoothGradOptions>('smoothGrad', options, {
    samples: true,
    noise: true,
    rangeOf: true,
    aggregate: true,
    seed: true,
    draw: true,
  });
  const { samples = 50, noise = 0.1, rangeOf = 'sample', aggregate = 'mean', seed = 0, draw } = options;
  checkCount('smoothGrad', 'samples', samples);
  checkSeed('smoothGrad', seed);
  checkPositive('smoothGrad', 'noise', noise, { orZero: true });
  checkOneOf('smoothGrad', 'rangeOf', rangeOf, ['sample', 'inputs']);
  checkOneOf('smoothGrad', 'aggregate', aggregate, Object.keys(NAMES));
  checkOptionalFunction('smoothGrad', 'draw', draw);
  const seededNoise = (key: DrawKey, inputs: Tensor, parts: readonly InputPart[] | undefined): Tensor =>
    tidy(() => {
      const [batch = 0, ...shape] = inputs.shape;
      return mul(
        sampleNoise(batch, shape, key),
        mul(inputRanges('smoothGrad', rangeOf, inputs, parts, key.run), noise),
      );
    });

  const settings = [
    `${samples} ${samples === 1 ? 'sample' : 'samples'}`,
    draw ? 'given noise' : `noise ${noise}${rangeOf === 'inputs' ? ' of the range of all inputs' : ''}`,
  ];
  return {
    name: `${NAMES[aggregate]} of ${inner.name}`,
    description: `${NAMES[aggregate]} (${settings.join(', ')}) of ${descriptionOf(inner)}`,
    linear: aggregate === 'mean' && inner.linear === true,
    ...memoryFootprint(inner),
    check: (target, onWarning) => inner.check?.(target, onWarning),
    async attribute(target, inputs, { onProgress, ...run }) {
      // For the variance, differences from the first draw are added up, which is accurate even if the variance is
      // small compared with the square of the mean.
      let first: Tensor[] = [];
      let sums: Tensor[] = target.scores.map(() => zerosLike(inputs));
      // Squares are summed only if the aggregate needs them.
      let squares: Tensor[] = aggregate === 'mean' ? [] : target.scores.map(() => zerosLike(inputs));
      try {
        for (let k = 0; k < samples; k++) {
          await checkpoint(run);
          const key = { seed, draw: k, run };
          const added = draw
            ? checkNoise('smoothGrad', 'draw must return', draw(k, inputs), inputs)
            : seededNoise(key, inputs, inputParts(target.encoder));
          const noisy = add(inputs, added);
          added.dispose();
          await checkLogarithm('smoothGrad', target.encoder, noisy).catch((error: unknown) => {
            noisy.dispose();
            throw error;
          });
          const found = await attributeAndDispose(inner, target, noisy, runOfDraw(key));
          if (k === 0 && aggregate === 'variance') first = found.maps.map((map) => clone(map));
          const terms = found.maps.map((map, i): [Tensor, Tensor?] => (first[i] ? [map, first[i]] : [map]));
          const term = ([map, origin]: [Tensor, Tensor?]) => (origin ? sub(map, origin) : map);
          if (aggregate !== 'mean') {
            squares = accumulate(squares, terms, (sum, pair) => add(sum, square(term(pair))));
          }
          sums = accumulate(sums, terms, (sum, pair) => add(sum, term(pair)));
          disposeAttribution(found);
          onProgress?.({ done: k + 1, total: samples });
        }
        return { maps: sums.map((sum, i) => combine(aggregate, sum, squares[i], samples)) };
      } finally {
        dispose([...first, ...sums, ...squares]);
      }
    },
  };
}

function combine(
  aggregate: 'mean' | 'squared' | 'variance',
  sum: Tensor,
  squares: Tensor | undefined,
  n: number,
): Tensor {
  return tidy(() => {
    const mean = div(sum, n);
    if (squares === undefined) return mean;
    const meanSquare = div(squares, n);
    // Rounding may make a variance of zero negative.
    return aggregate === 'squared' ? meanSquare : relu(sub(meanSquare, square(mean)));
  });
}
