import {
  type ConceptScore,
  type ConceptVector,
  checkExplainer,
  checkOptions,
  disposeAttribution,
  dotProduct,
  type Explainer,
  type Target,
} from '@csm/core';
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
import { memoryOf } from './memory-use.js';

/** Options of {@link contrastive}. */
export interface ContrastiveOptions {
  /**
   * What a map is held against: random concepts, such as `isotropicConcepts` and `permutedConcepts` of `@csm/evaluate` draw, or
   * the concepts that compete with it. A concept vector stands for its dot product.
   */
  concepts: readonly (ConceptVector | ConceptScore)[];
  /** `difference` (default): in units of the inner method. `spread`: in standard deviations over the concepts. */
  units?: 'difference' | 'spread' | undefined;
}

/**
 * What a map has beyond those of other concepts, feature by feature: with mₖ the maps of the other concepts for the same input by
 * the same method, and m̄ their mean, map = m − m̄; in units of their spread, (m − m̄) / (σ + σ₀), σ the
 * unbiased standard deviation of the mₖ, and σ₀ one hundredth of its mean over the map: features where the others happen to agree
 * do not dominate, and where they do not spread anywhere the map is 0.
 *
 * Why: what the method shows for any concept, such as edges of the input, is in m̄ and goes. Against random concepts this
 * matters for methods that are not linear in the concept (rectified gradient, guided backprop, decoder maps). A linear
 * method's m̄ is its map of the mean concept, which is nothing but chance for random concepts; there `spread` is what changes the
 * map: it weighs features by how rarely random concepts use them. Against competing concepts, m − m̄ of a linear method is the map
 * of v − v̄. The lengths of the vectors matter: random concepts should have the concept's.
 *
 * The other concepts are further scores of the same run: they share the inner method's forward passes and cost a backward pass each
 * (a run each, from a `counterfactualBaseline`), and a map of memory each. Not linear in the concept, since m̄ stays; not complete. A
 * method whose maps hardly differ between concepts leaves chance, which `spread` magnifies: see the concept control of
 * `@csm/evaluate`.
 *
 * Source: contrasts between classes, Zhang et al. 2016 (arXiv 1608.00507) and Gu, Yang & Tresp 2018 (arXiv 1812.02100); random
 * directions as the null, Adebayo et al. 2018 (arXiv 1810.03292); σ₀, Tusher, Tibshirani & Chu 2001 (doi 10.1073/pnas.091062498).
 *
 * @throws if there are no concepts, fewer than two for `spread`, one is a score per sample, or the units are unknown; before
 *   the work, if a concept has another size than the latent.
 */
export function contrastive(inner: Explainer, options: ContrastiveOptions): Explainer {
  checkExplainer('contrastive', inner);
  checkOptions<ContrastiveOptions>('contrastive', options, { concepts: true, units: true });
  const { units = 'difference' } = options;
  const names = { difference: `contrastive ${inner.name}`, spread: `contrastive ${inner.name}, in spreads` };
  if (!Object.hasOwn(names, units)) {
    throw new Error(`contrastive: units must be 'difference' or 'spread'; got ${JSON.stringify(units)}.`);
  }
  const others = otherScores(options.concepts, units === 'spread' ? 2 : 1);
  const withOthers = ({ encoder, scores }: Target): Target => {
    const odd = others.find(({ latentSize }) => latentSize !== encoder.latentSize);
    if (odd) {
      throw new Error(
        `contrastive: concept "${odd.name}" has ${odd.latentSize} components; the encoder's latent size is ${encoder.latentSize}.`,
      );
    }
    return { encoder, scores: [...scores, ...others] };
  };
  return {
    name: names[units],
    ...memoryOf(inner),
    // What estimates of memory must allow for: a map and its sums a concept take less than half of a pass.
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

/** What float32 arithmetic leaves of equal maps, as a share of their largest number: no spread. */
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
    throw new Error(
      `contrastive: expected ${least === 1 ? 'at least one concept' : "at least 2 concepts, for units 'spread'"}, such as ` +
        `isotropicConcepts(concept); got ${Array.isArray(concepts) ? concepts.length : typeof concepts}.`,
    );
  }
  const scores = concepts.map((concept) => ('vector' in concept ? dotProduct(concept) : concept));
  const sliced = scores.find(({ slice }) => slice);
  if (sliced)
    throw new Error(`contrastive: "${sliced.name}" is a score per sample; give concepts that fit any input.`);
  return scores;
}
