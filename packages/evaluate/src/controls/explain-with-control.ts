import {
  type ConceptScore,
  type ConceptVector,
  checkOptions,
  dotProduct,
  type Encoder,
  type Explainer,
  type ExplainOptions,
  type Explanation,
  explain,
  type Inputs,
} from '@csm/core';
import { Tensor } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import { checkConcept, checkCount } from '../maps/check.js';
import { firstRows } from '../maps/maps.js';
import { checkGateOptions, type Gate, type GateOptions, gate } from './gate.js';
import { isotropicConcepts } from './random-concepts.js';

/** Options of {@link explainWithControl}. */
export interface ExplainWithControlOptions extends ExplainOptions, GateOptions {
  /** Random concepts that the maps are compared with. Default 10. */
  randomConcepts?: number | undefined;
  /** Inputs, from the first on, whose maps are compared. Default 8: the cost of the control does not grow with the inputs. */
  controlInputs?: number | undefined;
  /** How a concept vector is scored, for the concept and the random ones. Default `dotProduct`. */
  score?: ((concept: ConceptVector) => ConceptScore) | undefined;
}

const optionNames = {
  randomConcepts: true,
  controlInputs: true,
  score: true,
  examples: true,
  threshold: true,
  significance: true,
  seed: true,
  batchSize: true,
  memory: true,
  signal: true,
  onProgress: true,
  onWarning: true,
} as const;

/** An explanation that says whether to believe it. */
export interface ControlledExplanation extends Explanation {
  readonly gate: Gate;
}

/**
 * `explain`, with the concept control attached: the maps are compared with those of random concepts, and `onWarning` is told, with
 * the method's name, if they are not distinguishable from them, or if the concept is not from its labels' noise. What is tested and
 * how often it errs: {@link gate}.
 *
 * The random concepts are random directions, also where `examples` are given: vectors of permuted labels hold much of the concept's
 * own direction, and by them right maps fail. `examples` are for the test of the concept itself.
 *
 * @returns the explanation of the concept, as `explain` gives it, and the verdict.
 * @throws as `explain` and `gate`.
 */
export async function explainWithControl(
  encoder: Encoder,
  concept: ConceptVector,
  inputs: Inputs,
  explainer: Explainer,
  options: ExplainWithControlOptions = {},
): Promise<ControlledExplanation> {
  const { randomConcepts = 10, controlInputs = 8, examples, score = dotProduct, seed = 0 } = options;
  const { threshold, significance, onWarning = console.warn, onProgress, ...rest } = options;
  const caller = 'explainWithControl';
  checkOptions<ExplainWithControlOptions>(caller, options, optionNames);
  checkConcept(caller, concept);
  checkCount(caller, 'randomConcepts', randomConcepts, 2);
  checkCount(caller, 'controlInputs', controlInputs);
  checkGateOptions(caller, options);
  const drawn = { count: randomConcepts, seed };
  const random = isotropicConcepts(concept, drawn);

  // On the host first: a caller's tensor is read once for both runs.
  const host =
    inputs instanceof Tensor ? ndarray(Float32Array.from(await inputs.data()), inputs.shape) : inputs;
  const run = { batchSize: rest.batchSize, memory: rest.memory, signal: rest.signal };
  const count = host?.shape?.[0] ?? 0;
  const compared = Math.min(controlInputs, count);
  const total = count + compared;
  const progress = (from: number) =>
    onProgress && (({ done }: { done: number }) => onProgress({ done: from + done, total }));
  const explanation = await explain(encoder, score(concept), host, explainer, {
    ...run,
    onWarning,
    onProgress: progress(0),
  });
  const controls = await explain(encoder, random.map(score), firstRows(host, compared), explainer, {
    ...run,
    onWarning: () => {},
    onProgress: progress(count),
  });
  const maps = firstRows(explanation.maps as NdArray, compared);
  const verdict = gate(
    { ...explanation, maps },
    controls.map((each) => each.maps),
    { examples, threshold, significance, seed },
  );
  for (const warning of verdict.warnings) onWarning(`explainWithControl: ${warning}`);
  return { ...explanation, gate: verdict };
}
