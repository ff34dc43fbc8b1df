import { checkOptions, type ImageLayout } from '@csm/base';
import type { NdArray } from 'ndarray';
import { nanMean } from '../statistics/nan-mean.js';
import { type ConceptControl, controlOf } from './concept-control.js';
import {
  CONCEPT_DEPENDENCE_OPTIONS,
  type ConceptDependenceOptions,
  checkDependenceOptions,
} from './concept-dependence-options.js';
import { percent } from './in-words.js';

/** Whether maps depend on the concept. */
export interface ConceptDependence {
  /**
   * Share of the maps' variance that a random concept's map explains: the mean of r² over inputs and random concepts.
   * NaN if the maps are constant.
   */
  readonly explainedByRandom: number;
  /** Whether `explainedByRandom` is at most the threshold. */
  readonly depends: boolean;
  /** Empty if the maps depend on the concept; names the concept and the method. */
  readonly warnings: readonly string[];
  /** The comparison in detail. */
  readonly control: ConceptControl;
}

/**
 * Asks whether maps depend on their concept, by comparing them with maps of random concepts for the same inputs. The statistic is
 * the mean r² between the concept's map and a random concept's, over inputs and random concepts. It ignores sign and scale.
 * For methods that are linear in the concept it is near 0; for methods whose backward pass loses the concept it is near 1. The
 * similarity of the random maps to each other does not matter, and the concept's map is not ranked among them.
 *
 * This is a footnote, not a verdict: it says which *method* ignores the concept, not whether a map is right. On 759 maps with known
 * truth it warned of 34 of 46 right and 88 of 113 wrong maps by guided backprop, deconvnet, rectified gradient and VarGrad,
 * and of 1 of 218 wrong maps by all other methods. {@link gate} decides whether to believe a map.
 *
 * The random concepts should be orthogonal to the concept (`isotropicConcepts(concept, { orthogonal: true })`): in a latent of two
 * dimensions, half of a random direction is the concept's direction, so that maps of any method look alike. Vectors of permuted
 * labels are a wrong null for this question, because they contain the concept's direction.
 *
 * Source: Adebayo et al. 2018 (arXiv 1810.03292) and Sixt, Granz & Landgraf 2020 (arXiv 1912.09818) for the question
 * that is asked.
 *
 * @param explanation the explanation of the concept, as `explain` returns it.
 * @param randomMaps one array of the same shape per random concept; at least two.
 * @throws if there are fewer than two random maps, their shapes differ, or an option is unknown or out of range.
 * @category Controls
 */
export async function conceptDependence(
  explanation: {
    readonly name: string;
    readonly explainer: string;
    readonly layout?: ImageLayout;
    readonly maps: NdArray;
  },
  randomMaps: readonly NdArray[],
  options: ConceptDependenceOptions = {},
): Promise<ConceptDependence> {
  const caller = 'conceptDependence';
  checkOptions<ConceptDependenceOptions>(caller, options, CONCEPT_DEPENDENCE_OPTIONS);
  checkDependenceOptions(caller, options);
  const { threshold = 0.4, signal, channels, layout = explanation.layout } = options;
  const control = await controlOf(caller, explanation.maps, randomMaps, { channels, layout, signal });
  const explainedByRandom = nanMean(control.explainedByRandom);
  const warnings = dependenceWarnings(explanation, explainedByRandom, threshold);
  return { explainedByRandom, depends: warnings.length === 0, warnings, control };
}

function dependenceWarnings(
  { name, explainer }: { readonly name: string; readonly explainer: string },
  explained: number,
  threshold: number,
): string[] {
  const what = `the maps of "${name}" by ${explainer}`;
  if (Number.isNaN(explained)) {
    return [`${what} cannot be compared with those of random concepts: they are constant.`];
  }
  if (explained <= threshold) return [];
  return [
    `${what} are not distinguishable from maps of random concepts, which explain ${percent(explained)} of their variance ` +
      `(at most ${percent(threshold)} pass): they show the input and the network, not the concept. Methods that are linear in ` +
      'the concept, such as integrated gradients, depend on it more; if they fail too, the encoder gives only few different maps.',
  ];
}
