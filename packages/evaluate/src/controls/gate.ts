import { checkOptions } from '@csm/core';
import type { NdArray } from 'ndarray';
import { checkPositive, checkSeed } from '../maps/check.js';
import { meanDefined } from '../maps/mean.js';
import { permutationTest } from '../significance/concept-significance.js';
import { type ConceptControl, conceptControl } from './concept-control.js';
import type { ConceptExamples } from './random-concepts.js';

/** Options of {@link gate}. */
export interface GateOptions {
  /**
   * The examples that the concept vector was made of. With them the concept itself is tested: a vector of labels that say
   * nothing has maps too. Default: no test.
   */
  examples?: ConceptExamples | undefined;
  /** Largest `explainedByRandom` of maps that pass, above 0 to 1. Default 0.4. */
  threshold?: number | undefined;
  /** Largest permutation p-value of a concept that passes, above 0 to 1. Default 0.05. */
  significance?: number | undefined;
  /** Default 0. */
  seed?: number | undefined;
}

/** The verdict on maps. */
export interface Gate {
  /** Whether nothing speaks against the maps: `warnings` is empty. That they are right is for `localisation` to show. */
  readonly passed: boolean;
  /**
   * Share of the maps' variance that a random concept's map explains, the mean of r² over inputs and random concepts. NaN
   * where the maps are constant.
   */
  readonly explainedByRandom: number;
  /** Permutation p-value of the concept vector, where examples were given. */
  readonly p?: number;
  /** What speaks against the maps, naming concept and method. */
  readonly warnings: readonly string[];
  /** The comparison in detail. */
  readonly control: ConceptControl;
}

/**
 * Whether to believe a concept's maps, by those of random concepts on the same inputs. {@link explainWithControl} makes both and asks
 * this; call it yourself where you have them already.
 *
 * Two questions, for two ways to be wrong:
 *
 * 1. *Does the map depend on the concept?* The statistic is the mean r² between the concept's map and a random concept's, over
 *    inputs and random concepts. It ignores sign and scale. Methods that are linear in the concept have 1 / (number of unrelated
 *    maps that the encoder can give), near 0; methods that forget the concept on the way down, near 1. That random maps
 *    resemble each other no less is no excuse, nor is it required: the maps of a linear method are as unlike each other as they are
 *    unlike the concept's, hence no rank among them is taken.
 * 2. *Is there a concept?* Any vector has maps that differ from other vectors'. With `examples`, the length of the difference of
 *    means is tested against permuted labels (199 permutations, or as many as `significance` needs), which no property of the maps can replace.
 *
 * Error rates on drawn faces with known masks (`benchmarks/gate-error-rates.ts`, six concepts, two small VAEs; the threshold was
 * chosen on the first): the statistic is 0.03 to 0.08 for gradients and integrated gradients, none of 24 warned of, right maps all; 0.37
 * to 0.91 for guided backprop, deconvnet and rectified gradient at percentile 80, 34 of 36 warned of. Among these are maps that still lie
 * more in the mask than any random concept's (8 of 10 warned of): most of what they show is not the concept's. Rectified
 * gradient at percentile 95 has 0.06 to 0.30 there and passes, though half of its maps miss the mask: to pass is to depend on the
 * concept, not to be right. With 50 examples on each side no concept of true labels is warned of, with 10 a third; of shuffled
 * labels 94 in 100 are (by design 95). Without examples, maps of shuffled labels pass.
 *
 * For the first question take maps of random directions. Vectors of permuted labels are no harder null for it but a wrong one: labels are
 * permuted among examples that do differ by the concept, so that the vectors hold its own direction, the more the better it
 * separates; examples that differ by nothing else give the concept's own maps for any labels. In the latents of drawn faces it is
 * small (mean cos² 0.07, of random directions 0.03), in those of a drawn tissue of four layers 0.25 (0.05): of gradients and integrated
 * gradients 24 of 24 pass there by random directions, 12 by permuted labels; of guided backprop and rectified gradient none by either
 * (`benchmarks/gate-nulls.ts`, three VAEs of each).
 *
 * With a latent of one or two dimensions linear methods do not pass either: half or more of a random direction is then the concept's own.
 *
 * Source: Adebayo et al. 2018 (arXiv 1810.03292) and Sixt, Granz & Landgraf 2020 (arXiv 1912.09818) for what is tested.
 *
 * @param explanation of the concept, as `explain` gives it.
 * @param randomMaps one array of the same shape a random concept, as of `isotropicConcepts`; at least two.
 * @throws if there are fewer than two random maps, their shapes differ, or an option is out of its range.
 */
export function gate(
  explanation: { readonly name: string; readonly explainer: string; readonly maps: NdArray },
  randomMaps: readonly NdArray[],
  options: GateOptions = {},
): Gate {
  const names = { examples: true, threshold: true, significance: true, seed: true } as const;
  checkOptions<GateOptions>('gate', options, names);
  checkGateOptions('gate', options);
  const { examples, threshold = 0.4, significance = 0.05, seed = 0 } = options;
  const control = conceptControl(explanation.maps, randomMaps);
  const explainedByRandom = meanDefined(control.explainedByRandom);
  // As many as p needs to get that low.
  const permutations = Math.max(199, Math.ceil(1 / significance) - 1);
  const p = examples && permutationTest(examples, permutations, seed).p;
  const warnings = [
    ...dependenceWarning(explanation, explainedByRandom, threshold),
    ...significanceWarning(explanation, p, significance),
  ];
  return {
    passed: warnings.length === 0,
    explainedByRandom,
    ...(p !== undefined && { p }),
    warnings,
    control,
  };
}

/** @throws before any map is made. */
export function checkGateOptions(
  caller: string,
  { threshold = 0.4, significance = 0.05, seed = 0 }: GateOptions,
): void {
  checkPositive(caller, 'threshold', threshold, 1);
  checkPositive(caller, 'significance', significance, 1);
  checkSeed(caller, seed);
}

interface Named {
  readonly name: string;
  readonly explainer: string;
}

function dependenceWarning({ name, explainer }: Named, explained: number, threshold: number): string[] {
  const what = `the maps of "${name}" by ${explainer}`;
  if (Number.isNaN(explained))
    return [`${what} cannot be told from those of random concepts: they are constant.`];
  if (explained <= threshold) return [];
  return [
    `${what} are not distinguishable from maps of random concepts, which explain ${percent(explained)} of their variance ` +
      `(at most ${percent(threshold)} pass): they show the input and the network, not the concept. Methods that are linear in ` +
      'the concept, such as integrated gradients, depend on it more; where they fail too, the encoder gives few different maps.',
  ];
}

function significanceWarning(
  { name, explainer }: Named,
  p: number | undefined,
  significance: number,
): string[] {
  if (p === undefined || p <= significance) return [];
  return [
    `the concept "${name}" is not distinguishable from concepts of permuted labels (p = ${p.toFixed(2)}): its ` +
      `maps by ${explainer} show noise. Give more examples, or look for another concept.`,
  ];
}

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
