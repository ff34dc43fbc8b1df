import { checkOptions } from '@csm/base';
import type { ConceptScore, ConceptVector, Encoder, ExplainOptions, Inputs } from '@csm/core';
import {
  checkEncoder,
  checkedScores,
  EXPLAIN_OPTIONS,
  type Explainer,
  explainScores,
} from '@csm/core/extend';
import { descriptionOf } from '../../attribution/description.js';
import { isTimesActivation } from '../../attribution/single-pass.js';
import { checkGraph } from '../../rules/check-rules.js';
import type { Conservation, LayerConservation } from './conservation-report.js';
import { relevanceSums } from './relevance-sums.js';

/** A layer that multiplies the magnitudes of relevance by more than this divides by small numbers. */
const LARGE_GROWTH = 10;

/**
 * Where relevance goes: for each layer, the relevance that arrives at its outputs, that leaves to its inputs, and that it absorbs, for one
 * score, summed over all inputs. A rule conserves relevance except for the shares of biases, of ε and of constants, which a layer absorbs.
 *
 * ```ts
 * const report = await conservation(encoder, concept, inputs, lrp());
 * console.table(report.layers);
 * ```
 *
 * Σ absorbed + relevance of the inputs = relevance of the latent. Rules run in TensorFlow.js, also for an encoder in ONNX Runtime.
 *
 * Warns if a layer makes the magnitudes of relevance more than ten times as large: its rule then divides by outputs near zero, and shares of opposite
 * signs cancel; a larger ε, or the γ- or z⁺-rule, helps.
 *
 * @param explainer a method that propagates relevance: `lrp()`, `epsilonLrp()`, `attnLrp()`, `cpLrp()`, or one that multiplies a backward pass by the input, such as
 *   `inputXGradient()`, in which the relevance of a hidden number is the number times its gradient.
 * @throws if the method does not propagate relevance, or the encoder does not show its layers; and as `explain`.
 * @category Propagation methods
 */
export async function conservation(
  encoder: Encoder,
  concept: ConceptVector | ConceptScore,
  inputs: Inputs,
  explainer: Explainer,
  options: ExplainOptions = {},
): Promise<Conservation> {
  const caller = 'conservation';
  checkOptions<ExplainOptions>(caller, options, EXPLAIN_OPTIONS);
  checkEncoder(caller, encoder);
  const form = isTimesActivation(caller, explainer) ? 'gradient' : 'relevance';
  checkGraph(caller, encoder);
  const { watched, layers: layersOf } = relevanceSums(form);
  const watchedExplainer: Explainer = {
    ...explainer,
    attribute: (target, batch, run) =>
      explainer.attribute({ ...target, encoder: watched(target.encoder) }, batch, run),
  };
  const [score] = checkedScores(caller, [concept], encoder.latentSize) as [ConceptScore];
  const [attributed] = await explainScores(caller, encoder, [score], inputs, watchedExplainer, options);
  const layers = layersOf();
  const { onWarning = console.warn } = options;
  warnOfGrowth(layers, onWarning);
  const sum = (numbers: ArrayLike<number> = []) =>
    Array.from(numbers).reduce((total, each) => total + each, 0);
  return {
    name: score.name,
    explainer: descriptionOf(explainer),
    score: sum(attributed?.scores.data),
    latent: layers[0]?.arriving ?? 0,
    inputs: sum(attributed?.maps.data),
    layers,
  };
}

function warnOfGrowth(layers: readonly LayerConservation[], onWarning: (message: string) => void): void {
  const [worst, ...others] = layers
    .filter(({ growth }) => growth > LARGE_GROWTH)
    .sort((a, b) => b.growth - a.growth);
  if (worst === undefined) return;
  const more = others.length > 0 ? `, and ${others.length} more layers do likewise` : '';
  onWarning(
    `conservation: layer "${worst.layer}" makes the magnitudes of relevance ${worst.growth.toPrecision(2)} times as large${more}: the rule ` +
      `"${worst.rule}" divides by outputs near zero; use a larger ε there, or the γ- or z⁺-rule.`,
  );
}
