import { checkCount, checkOptions, checkWatchers } from '@csm/base';
import {
  type ConceptScore,
  type ConceptVector,
  dotProduct,
  type Encoder,
  type Explainer,
  type ExplainOptions,
  type Explanation,
  explain,
  type Inputs,
} from '@csm/core';
import { checkEncoder } from '@csm/core/extend';
import { Tensor } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import { checkConcept } from '../concepts/check-concept.js';
import { isotropicConcepts } from '../concepts/isotropic-concepts.js';
import { firstRows } from '../maps/stack-rows.js';
import { type Gate, gate } from './gate.js';
import { checkGateOptions, GATE_OPTIONS, type GateOptions } from './gate-options.js';

/** Options of {@link explainWithControl}. */
export interface ExplainWithControlOptions extends ExplainOptions, GateOptions {
  /** Number of random concepts with whose maps the maps are compared, at least 2. Default 10. */
  readonly randomConcepts?: number | undefined;
  /**
   * Number of inputs, counted from the first, whose maps are compared. Default 8, so that the cost of the control
   * does not grow with the number of inputs.
   */
  readonly controlInputs?: number | undefined;
  /**
   * The function that makes a score from a concept vector, for the concept and the random concepts. Default
   * `dotProduct`.
   */
  readonly score?: ((concept: ConceptVector) => ConceptScore) | undefined;
}

/** An explanation with a verdict on whether to believe it. */
export interface ControlledExplanation extends Explanation {
  readonly gate: Gate;
  /** The maps of the random concepts for the first `controlInputs` inputs, `[inputs, ...inputShape]`: one array per concept. */
  readonly randomMaps: readonly NdArray<Float32Array>[];
}

/**
 * Runs `explain` and the concept control. The maps are compared with those of random concepts. `onWarning` is called, with the
 * method's name, if the maps are not distinguishable from these, or if the concept is not distinguishable from the noise of its
 * labels. {@link gate} explains what is tested, and its error rates.
 *
 * The random concepts are random directions, even if `examples` are given: vectors of permuted labels contain much of
 * the concept's direction, so that correct maps would fail in comparison with them. `examples` are used only to test
 * the concept itself.
 *
 * @returns the explanation of the concept, as `explain` returns it, the verdict, and the maps of the random concepts.
 * @throws as `explain` and `gate`.
 */
export async function explainWithControl(
  encoder: Encoder,
  concept: ConceptVector,
  inputs: Inputs,
  explainer: Explainer,
  options: ExplainWithControlOptions = {},
): Promise<ControlledExplanation> {
  const caller = 'explainWithControl';
  checkOptions<ExplainWithControlOptions>(caller, options, {
    randomConcepts: true,
    controlInputs: true,
    score: true,
    batchSize: true,
    memory: true,
    sample: { seed: true, firstSample: true },
    onProgress: true,
    onWarning: true,
    ...GATE_OPTIONS,
  });
  checkWatchers(caller, options);
  checkGateOptions(caller, options);
  const { randomConcepts = 10, controlInputs = 8, score = dotProduct, onWarning = console.warn } = options;
  const { examples, threshold, significance, seed = 0, channels, layout } = options;
  const { batchSize, memory, sample, signal, onProgress } = options;
  checkEncoder(caller, encoder);
  checkConcept(caller, concept);
  checkCount(caller, 'randomConcepts', randomConcepts, { min: 2 });
  checkCount(caller, 'controlInputs', controlInputs);
  const random = isotropicConcepts(concept, { count: randomConcepts, seed });

  // A caller's tensor is read from the device once for both runs.
  const host =
    inputs instanceof Tensor ? ndarray(Float32Array.from(await inputs.data()), inputs.shape) : inputs;
  const run = { batchSize, memory, sample, signal };
  const count = host?.shape?.[0] ?? 0;
  const compared = Math.min(controlInputs, count);
  const total = count + compared;
  const progressFrom = (start: number) =>
    onProgress && (({ done }: { done: number }) => onProgress({ done: start + done, total }));
  const explanation = await explain(encoder, score(concept), host, explainer, {
    ...run,
    onWarning,
    onProgress: progressFrom(0),
  });
  const controlEncoder = encoder.slice?.(0, compared) ?? encoder;
  const controls = await explain(controlEncoder, random.map(score), firstRows(host, compared), explainer, {
    ...run,
    onWarning: () => {},
    onProgress: progressFrom(count),
  });
  const randomMaps = controls.map(({ maps }) => maps);
  const verdict = await gate({ ...explanation, maps: firstRows(explanation.maps, compared) }, randomMaps, {
    examples,
    threshold,
    significance,
    seed,
    signal,
    channels,
    layout,
  });
  for (const warning of verdict.warnings) onWarning(`${caller}: ${warning}`);
  return { ...explanation, gate: verdict, randomMaps };
}
