import { type ConceptVector, type Encoder, type Explainer, explain } from '@csm/core';
import { checkpoint } from '@csm/core/extend';
import type { NdArray } from 'ndarray';
import { isotropicConcepts } from '../concepts/isotropic-concepts.js';
import { permutedConcepts } from '../concepts/permuted-concepts.js';
import { scoreFunction } from '../faithfulness/score-function.js';
import type { EvaluateOptions, MeasureGroup } from './evaluate-options.js';
import type { Evaluation, EvaluationRow } from './evaluation.js';
import {
  modelControlMeasure,
  mprtMeasure,
  relativeStabilityMeasure,
  resamplingMeasure,
  sensitivityMeasure,
} from './explainer-measures.js';
import {
  complexityMeasure,
  controlMeasure,
  deletionMeasure,
  generativeMeasure,
  infidelityMeasure,
  localisationMeasure,
} from './map-measures.js';
import { type ExplainerMeasure, evaluationRow, type MapMeasure, type Measurement } from './measurement.js';
import { planEvaluation } from './plan-evaluation.js';
import { removalMeasure } from './removal-measure.js';

/**
 * Measures the maps of one concept by several methods. Each number comes with its control, which is the same measure
 * for random concepts, and with the value that uninformative maps reach. A method shows its concept if value and
 * control differ, not if the value is high.
 *
 * Groups: `concept control` ({@link conceptControl}; its control is the share of a random concept's map that the maps
 * of the other random concepts explain), `model control` ({@link modelControl}, after the first and after all
 * layers), `localisation` (with {@link relevanceRank}; also of the raw input), `complexity` ({@link sparseness}, {@link complexity}), `faithfulness`
 * ({@link deletionGap}, {@link infidelity}, {@link maxSensitivity}), `generative agreement`, `stability` under resampling of the examples. On request
 * only: `feature removal` ({@link road} and {@link irof} of pictures, {@link muFidelity}, {@link sensitivityN}), `relative stability`
 * ({@link relativeInputStability}, {@link relativeOutputStability}, {@link relativeRepresentationStability}, by norms), `MPRT` ({@link efficientMprt},
 * {@link smoothMprt}). Each method
 * explains the maps once, and the measures share them. Methods that cannot run on a copy of the encoder, such as
 * `posteriorAverage`, have no model control; `onWarning` is called with their names.
 *
 * @param inputs `[n, ...inputShape]`.
 * @param explainers methods with different names, which identify the rows: `{ ...integratedGradients(), name: 'from zeros' }`.
 * @throws before any work: as `explain`; if two explainers have the same name; if a requested group cannot be
 * measured; if an option is unknown or out of range.
 * @category Compare methods
 */
export async function evaluate(
  encoder: Encoder,
  concept: ConceptVector,
  inputs: NdArray,
  explainers: readonly Explainer[],
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const { groups, modelControlled } = planEvaluation(encoder, concept, inputs, explainers, options);
  const { examples, randomConcepts = 10, seed = 0, signal, batchSize } = options;
  const { onProgress, onWarning = console.warn } = options;
  const run = { batchSize, signal };
  const count = { count: randomConcepts, seed };
  const random = examples
    ? permutedConcepts(examples, { ...count, concept })
    : isotropicConcepts(concept, count);
  const subject = { encoder, concept, inputs, run, seed, channels: options.channels };
  const mapMeasures = await mapMeasuresOf(encoder, concept, inputs, groups, options);
  const explainerMeasures: ExplainerMeasure[] = [];
  if (groups.has('faithfulness')) explainerMeasures.push(sensitivityMeasure(subject));
  if (groups.has('stability') && examples) explainerMeasures.push(resamplingMeasure(subject, examples));
  if (groups.has('relative stability')) explainerMeasures.push(relativeStabilityMeasure(subject));
  const modelMeasures: ExplainerMeasure[] = [];
  if (groups.has('model control')) modelMeasures.push(modelControlMeasure(subject));
  if (groups.has('MPRT')) modelMeasures.push(mprtMeasure(subject));

  const shownAs = { channels: options.channels, layout: encoder.layout };
  const total =
    explainers.length * (1 + mapMeasures.length + explainerMeasures.length) +
    modelControlled.length * modelMeasures.length;
  let done = 0;
  const step = async () => {
    onProgress?.({ done: ++done, total });
    await checkpoint({ signal });
  };
  const rows: EvaluationRow[] = [];
  const add = (method: string, measurements: readonly Measurement[]) => {
    for (const measurement of measurements) rows.push(evaluationRow(method, measurement));
  };
  if (groups.has('localisation') && options.masks) {
    add('raw input', await localisationMeasure(options.masks, options.within, shownAs)(inputs, []));
  }
  for (const explainer of explainers) {
    const explanations = await explain(encoder, [concept, ...random], inputs, explainer, {
      ...run,
      onWarning,
    });
    const [maps, ...randomMaps] = explanations.map((explanation) => explanation.maps);
    await step();
    for (const measure of mapMeasures) {
      add(explainer.name, await measure(maps!, randomMaps));
      await step();
    }
    const ownMeasures = modelControlled.includes(explainer)
      ? [...explainerMeasures, ...modelMeasures]
      : explainerMeasures;
    for (const measure of ownMeasures) {
      add(explainer.name, await measure(explainer));
      await step();
    }
  }
  return { concept: concept.name, inputs: inputs.shape[0] ?? 0, randomConcepts, seed, rows };
}

/** The requested measures of maps that `evaluate` explains once for all of them. */
async function mapMeasuresOf(
  encoder: Encoder,
  concept: ConceptVector,
  inputs: NdArray,
  groups: ReadonlySet<MeasureGroup>,
  options: EvaluateOptions,
): Promise<MapMeasure[]> {
  const { masks, within, decode, seed = 0, signal, batchSize, steps = 20, samples = 50 } = options;
  const run = { batchSize, signal };
  const { layout } = encoder;
  const shownAs = { channels: options.channels, layout };
  const measures: MapMeasure[] = [];
  if (groups.has('concept control')) measures.push(controlMeasure({ ...shownAs, signal }));
  if (groups.has('localisation') && masks) measures.push(localisationMeasure(masks, within, shownAs));
  if (groups.has('complexity')) measures.push(complexityMeasure(shownAs));
  if (groups.has('faithfulness')) {
    const score = scoreFunction(encoder, concept, run);
    const [height = 0] = layout === 'channelsFirst' ? inputs.shape.slice(2) : inputs.shape.slice(1);
    const blurred = inputs.shape.length === 4 && { blurred: { blur: height / 8 } };
    const replacements = options.replacements ?? { zeros: 0, ...blurred };
    measures.push(deletionMeasure(score, inputs, replacements, { steps, seed, layout, signal }));
    measures.push(infidelityMeasure(score, inputs, { samples, seed, layout, signal }));
  }
  if (groups.has('feature removal')) {
    const score = scoreFunction(encoder, concept, run);
    measures.push(removalMeasure(score, inputs, { samples, seed, layout, signal }));
  }
  if (groups.has('generative agreement') && decode) {
    measures.push(await generativeMeasure(encoder, concept, inputs, decode, run));
  }
  return measures;
}
