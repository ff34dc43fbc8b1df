import { checkOptions, eventLoopYielder, type ImageLayout } from '@csm/base';
import { checkpoint } from '@csm/core/extend';
import type { NdArray } from 'ndarray';
import { permutationTest } from '../significance/permutation-test.js';
import { nanMean } from '../statistics/nan-mean.js';
import { type ConceptControl, controlOf } from './concept-control.js';
import { checkGateOptions, GATE_OPTIONS, type GateOptions } from './gate-options.js';

/** The verdict on maps. */
export interface Gate {
  /**
   * Whether there is no evidence against the maps, that is, `warnings` is empty. This does not show that the maps are
   * correct; see `localisation`.
   */
  readonly passed: boolean;
  /**
   * Share of the maps' variance that a random concept's map explains: the mean of r² over inputs and random concepts.
   * NaN if the maps are constant.
   */
  readonly explainedByRandom: number;
  /** Permutation p-value of the concept vector, if examples were given. */
  readonly p?: number;
  /** The evidence against the maps; each warning names the concept and the method. */
  readonly warnings: readonly string[];
  /** The comparison in detail. */
  readonly control: ConceptControl;
}

/**
 * Decides whether to believe a concept's maps, by comparing them with maps of random concepts for the same inputs.
 * {@link explainWithControl} makes both and calls this function; call it yourself if you already have the maps.
 *
 * It asks two questions, because maps can be wrong in two ways:
 *
 * 1. *Does the map depend on the concept?* The statistic is the mean r² between the concept's map and a random concept's, over
 *    inputs and random concepts. It ignores sign and scale. For methods that are linear in the concept it is 1 /
 *    (number of unrelated maps that the encoder can give), near 0; for methods whose backward pass loses the concept
 *    it is near 1. The similarity of the random maps to each other does not matter, and the concept's map is not
 *    ranked among them: the maps of a linear method differ as much from each other as from the concept's map.
 * 2. *Is there a concept?* Every vector has maps, even one of uninformative labels, and they differ from other
 * vectors' maps. With `examples`, the length of the difference of means is tested against permuted labels (199
 * permutations, or as many as `significance` needs). This test cannot be replaced by a property of the maps.
 *
 * Error rates on synthetic faces with known masks (`benchmarks/gate-error-rates.ts`, six concepts, two small VAEs; the threshold
 * was chosen on the first VAE): for gradients and integrated gradients, whose maps are all correct, the statistic is
 * 0.03 to 0.08, and it warns about 0 of 24 maps. For guided backprop, deconvnet and rectified gradient at percentile
 * 80 it is 0.37 to 0.91, and it warns about 34 of 36 maps. Ten of these maps still have a larger share in the mask
 * than the map of any random concept; it warns about 8 of them, because most of what they show is not due to the
 * concept. Rectified gradient at percentile 95 has 0.06 to 0.30 on these data and passes, although half of its maps
 * miss the mask: a map that passes depends on the concept, but need not be correct. With 50 examples on each side, it
 * warns about none of the concepts of true labels, with 10 examples about a third; of concepts of shuffled labels, it
 * warns about 94 in 100 (95 by design). Without examples, maps of shuffled labels pass.
 *
 * For the first question, use maps of random directions. Vectors of permuted labels would not be a harder null for
 * this question but a wrong one: labels are permuted among examples that do differ by the concept, so the vectors
 * contain the concept's direction, and the better the concept separates, the more of it they contain. Examples that
 * differ in nothing else give the concept's maps for any labels. For synthetic faces this part is small (mean cos²
 * 0.07, random directions 0.03); for a synthetic tissue of four layers it is 0.25 (random directions 0.05). On this
 * tissue, 24 of 24 maps by gradients and integrated gradients pass in comparison with random directions, but only 12
 * in comparison with permuted labels; no map by guided backprop or rectified gradient passes with either
 * (`benchmarks/gate-nulls.ts`, three VAEs for each data set).
 *
 * If the latent has only one or two dimensions, linear methods do not pass either: half or more of a random direction
 * is then the concept's direction.
 *
 * Source: Adebayo et al. 2018 (arXiv 1810.03292) and Sixt, Granz & Landgraf 2020 (arXiv 1912.09818) for the question
 * that is tested.
 *
 * @param explanation the explanation of the concept, as `explain` returns it.
 * @param randomMaps one array of the same shape per random concept, such as the maps of `isotropicConcepts`; at least two.
 * @throws if there are fewer than two random maps, their shapes differ, or an option is unknown or out of range.
 */
export async function gate(
  explanation: {
    readonly name: string;
    readonly explainer: string;
    readonly layout?: ImageLayout;
    readonly maps: NdArray;
  },
  randomMaps: readonly NdArray[],
  options: GateOptions = {},
): Promise<Gate> {
  checkOptions<GateOptions>('gate', options, GATE_OPTIONS);
  checkGateOptions('gate', options);
  const { examples, threshold = 0.4, significance = 0.05, seed = 0, signal, channels } = options;
  const { layout = explanation.layout } = options;
  const run = { signal, pause: eventLoopYielder() };
  await checkpoint(run);
  const control = await controlOf('gate', explanation.maps, randomMaps, { channels, layout, signal });
  const explainedByRandom = nanMean(control.explainedByRandom);
  // The smallest p-value is 1 / (1 + permutations).
  const permutations = Math.max(199, Math.ceil(1 / significance) - 1);
  const test =
    examples && (await permutationTest('gate', examples, permutations, seed, () => checkpoint(run)));
  const p = test?.p;
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

interface Named {
  readonly name: string;
  readonly explainer: string;
}

function dependenceWarning({ name, explainer }: Named, explained: number, threshold: number): string[] {
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

function significanceWarning(
  { name, explainer }: Named,
  p: number | undefined,
  significance: number,
): string[] {
  if (p === undefined || p <= significance) return [];
  return [
    `the concept "${name}" is not distinguishable from concepts of permuted labels (p = ${p.toFixed(2)}): its ` +
      `maps by ${explainer} show noise. Give more examples, or use another concept.`,
  ];
}

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
