import { checkNdarray, checkOptionalFunction, checkOptions, checkShape, checkWatchers } from '@csm/base';
import {
  type ConceptVector,
  dotProduct,
  type Encoder,
  type Explainer,
  explain,
  type Inputs,
} from '@csm/core';
import { checkEncoder } from '@csm/core/extend';
import { Tensor } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { checkConcept } from '../concepts/check-concept.js';
import { isotropicConcepts } from '../concepts/isotropic-concepts.js';
import { askEncoder, canReplace, featuresOfFirst } from '../evidence/ask-encoder.js';
import { compareWithEncoder } from '../evidence/compare-with-encoder.js';
import { firstRows } from '../maps/stack-rows.js';
import { conceptDependence } from './concept-dependence.js';
import { separationOf } from './concept-separation.js';
import {
  checkExplainWithGateOptions,
  EXPLAIN_WITH_GATE_OPTIONS,
  type ExplainWithGateOptions,
  type GatedExplanation,
} from './explain-with-gate-options.js';
import { gate } from './gate.js';

/**
 * Runs `explain` and the {@link gate}: does the score of this vector separate held-out `examples`, and does the map lie where the
 * score changes when the input's content is replaced by that of `donors`? `onWarning` is called with the reasons if the verdict
 * is not "believe".
 *
 * Cost in addition to `explain`: features × donors encodings for each of the first `gateInputs` inputs, that is 128 for the default
 * features of pictures and two donors; and one for each of at most 64 donors, whose scores should be lower than those of the inputs.
 *
 * @param concept the concept vector. Use the option `score` for scores other than its dot product.
 * @param inputs inputs that have the concept, `[n, ...inputShape]`.
 * @returns the explanation, as from `explain`, the verdict, and the maps with which it was compared.
 * @throws as `explain`, `replacement` and `conceptSeparation`.
 * @category Verdicts
 */
export async function explainWithGate(
  encoder: Encoder,
  concept: ConceptVector,
  inputs: Inputs,
  explainer: Explainer,
  options: ExplainWithGateOptions = {},
): Promise<GatedExplanation> {
  const caller = 'explainWithGate';
  checkOptions<ExplainWithGateOptions>(caller, options, EXPLAIN_WITH_GATE_OPTIONS);
  checkWatchers(caller, options);
  checkExplainWithGateOptions(caller, options);
  checkOptionalFunction(caller, 'make', options.make);
  checkOptionalFunction(caller, 'score', options.score);
  const { examples, make, donors, donorsPerInput = 2 } = options;
  const {
    gateInputs = 8,
    randomConcepts = 0,
    score = dotProduct,
    seed = 0,
    onWarning = console.warn,
  } = options;
  const { batchSize, memory, sample, signal, onProgress } = options;
  checkEncoder(caller, encoder);
  checkConcept(caller, concept);
  if (!(inputs instanceof Tensor)) checkNdarray(`${caller}, inputs`, inputs);
  checkShape(caller, 'inputs', inputs.shape, ['n', ...encoder.inputShape]);
  const count = inputs.shape[0] ?? 0;
  const compared = Math.min(gateInputs, count);
  const features = featuresOfFirst(caller, options.features, encoder, count, compared);
  const asked = { donors, features, donorsPerInput, seed };
  // Checks donors and features before any work.
  askEncoder(encoder, score(concept), asked);
  const random =
    randomConcepts === 0 ? [] : isotropicConcepts(concept, { count: randomConcepts, seed, orthogonal: true });
  const separation =
    examples && (await separationOf(caller, score(concept), examples, { make, seed, signal }));

  // A caller's tensor is read from the device once for all runs.
  const host =
    inputs instanceof Tensor ? ndarray(Float32Array.from(await inputs.data()), inputs.shape) : inputs;
  const run = { batchSize, memory, sample, signal };
  const asks = donors !== undefined && canReplace(caller, host, donors, onWarning);
  const parts = [count, asks ? compared : 0, random.length > 0 ? compared : 0];
  const total = parts.reduce((sum, part) => sum + part, 0);
  const progressOf = (part: number) => {
    const start = parts.slice(0, part).reduce((sum, one) => sum + one, 0);
    return onProgress && (({ done }: { done: number }) => onProgress({ done: start + done, total }));
  };
  const explanation = await explain(encoder, score(concept), host, explainer, {
    ...run,
    onWarning,
    onProgress: progressOf(0),
  });
  const some = encoder.slice?.(0, compared) ?? encoder;
  const first = firstRows(host, compared);
  const answer = asks
    ? await compareWithEncoder(caller, encoder, score(concept), explanation, first, asked, {
        ...run,
        onWarning,
        onProgress: progressOf(1),
      })
    : undefined;
  const controls =
    random.length === 0
      ? []
      : await explain(some, random.map(score), first, explainer, {
          ...run,
          onWarning: () => {},
          onProgress: progressOf(2),
        });
  const randomMaps = controls.map((control) => control.maps);
  const { name, explainer: method } = explanation;
  const maps = firstRows(explanation.maps, compared);
  const verdict = gate({
    name,
    explainer: method,
    separation,
    overlap: answer?.overlap,
    dependence:
      randomMaps.length === 0
        ? undefined
        : await conceptDependence({ ...explanation, maps }, randomMaps, { signal }),
  });
  for (const reason of verdict.reasons) onWarning(`${caller}: ${reason}`);
  return {
    ...explanation,
    gate: verdict,
    ...(answer && { evidence: answer.evidence }),
    ...(randomMaps.length > 0 && { randomMaps }),
  };
}
