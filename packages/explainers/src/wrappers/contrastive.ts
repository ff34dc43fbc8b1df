import { checkOneOf, checkOptions, invalidArgument, typeName } from '@csm/base';
import { type ConceptScore, type ConceptVector, dotProduct } from '@csm/core';
import { checkExplainer, disposeAttribution, type Explainer, type Target } from '@csm/core/extend';
import {
  abs,
  add,
  addN,
  clone,
  div,
  divNoNan,
  max,
  mean,
  mul,
  sqrt,
  square,
  step,
  sub,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { descriptionOf } from '../attribution/description.js';
import { memoryFootprint } from '../attribution/memory-footprint.js';
import type { ContrastiveOptions } from './contrastive-options.js';

/**
 * Contrasts a map with the maps of other concepts, feature by feature. With mₖ the maps of the other concepts for the same
 * input by the same method and m̄ their mean, the result is m − m̄. In units of their spread it is (m − m̄) / (σ +
 * σ₀), where σ is the unbiased standard deviation of the mₖ and σ₀ is one hundredth of its mean over the map, so that
 * features for which the other maps happen to agree do not dominate. If the other maps do not differ for any feature,
 * the map is 0.
 *
 * Why: patterns that the method shows for every concept, such as edges of the input, are part of m̄ and are removed. Against
 * random concepts this matters for methods that are not linear in the concept (rectified gradient, guided backprop, decoder
 * maps). For a linear method, m̄ is the map of the mean concept, which is only noise if the concepts are random. In
 * that case only `spread` has an effect: it gives more weight to features that random concepts rarely use. Against
 * competing concepts, m − m̄ of a linear method is the map of v − v̄. The lengths of the vectors matter: random
 * concepts should have the concept's length.
 *
 * The other concepts are additional scores of the same run: they share the inner method's forward passes. Each costs
 * a backward pass (or, with a `counterfactualBaseline`, a whole run) and the memory of a map. Not linear in the
 * concept, since m̄ does not scale with it; not complete. If a method's maps hardly differ between concepts, only
 * noise remains, and `spread` magnifies it: see the concept control of `@csm/evaluate`.
 *
 * Source: contrasts between classes, Zhang et al. 2016 (arXiv 1608.00507) and Gu, Yang & Tresp 2018 (arXiv 1812.02100); random
 * directions as the null, Adebayo et al. 2018 (arXiv 1810.03292); σ₀, Tusher, Tibshirani & Chu 2001 (doi 10.1073/pnas.091062498).
 *
 * @throws if there are no concepts, fewer than two for `spread`, one is a score per sample, or the units are unknown; before
 *   the run, if a concept's size is not the latent size.
 * @category Wrappers
 */
export function contrastive(inner: Explainer, options: ContrastiveOptions): Explainer {
  checkExplainer('contrastive', inner);
  checkOptions<ContrastiveOptions>('contrastive', options, { concepts: true, units: true });
  const units = options?.units ?? 'difference';
  const names = { difference: `contrastive ${inner.name}`, spread: `contrastive ${inner.name}, in spreads` };
  checkOneOf('contrastive', 'units', units, Object.keys(names));
  const others = otherScores(options?.concepts, units === 'spread' ? 2 : 1);
  const withOthers = ({ encoder, scores }: Target): Target => {
    const misfit = others.find(({ latentSize }) => latentSize !== encoder.latentSize);
    if (misfit) {
      throw invalidArgument(
        `contrastive: concept "${misfit.name}" has ${misfit.latentSize} components; the encoder's latent size is ${encoder.latentSize}.`,
      );
    }
    return { encoder, scores: [...scores, ...others] };
  };
  return {
    name: names[units],
    description: `contrastive (${others.length} other concepts${units === 'spread' ? ', in spreads' : ''}) ${descriptionOf(inner)}`,
    ...memoryFootprint(inner),
    // For estimates of memory: the map and the sums of a concept take less than half of a pass.
    passesPerSample: (inner.passesPerSample ?? 1) * (1 + others.length / 2),
    check: (target, onWarning) => inner.check?.(withOthers(target), onWarning),
    async attribute(target, inputs, run) {
      const found = await inner.attribute(withOthers(target), inputs, run);
      const count = target.scores.length;
      try {
        const maps = tidy(() => contrasts(found.maps.slice(0, count), found.maps.slice(count), units));
        return { maps, ...(found.latent && { latent: clone(found.latent) }) };
      } finally {
        disposeAttribution(found);
      }
    },
  };
}

/**
 * The float32 rounding error between equal maps, as a share of their largest number; it does not count as a spread.
 */
const RESOLUTION = 1e-6;

function contrasts(
  maps: readonly Tensor[],
  others: readonly Tensor[],
  units: 'difference' | 'spread',
): Tensor[] {
  const average = div(addN([...others]), others.length);
  if (units === 'difference') return maps.map((map) => sub(map, average));
  const squares = addN(others.map((other) => square(sub(other, average))));
  const features = average.shape.slice(1).map((_, axis) => axis + 1);
  const rounding = mul(max(abs(average), features, true), RESOLUTION);
  const apparent = sqrt(div(squares, others.length - 1));
  const spread = mul(apparent, step(sub(apparent, rounding)));
  const unit = add(spread, div(mean(spread, features, true), 100));
  return maps.map((map) => divNoNan(sub(map, average), unit));
}

function otherScores(concepts: readonly (ConceptVector | ConceptScore)[], least: number): ConceptScore[] {
  if (!Array.isArray(concepts) || concepts.length < least) {
    const expected = least === 1 ? 'at least one concept' : "at least 2 concepts, for units 'spread'";
    const came = Array.isArray(concepts) ? concepts.length : typeName(concepts);
    throw invalidArgument(
      `contrastive: expected ${expected}, such as isotropicConcepts(concept); got ${came}.`,
    );
  }
  const scores = (concepts as typeof concepts).map((concept) =>
    'vector' in concept ? dotProduct(concept) : concept,
  );
  const perSample = scores.find(({ slice }) => slice);
  if (perSample === undefined) return scores;
  throw invalidArgument(
    `contrastive: "${perSample.name}" is a score per sample; pass concepts that apply to every input.`,
  );
}
