import { checkFunction, checkOptions, checkSignal, invalidArgument } from '@csm/base';
import type { ConceptScore, ConceptVector, Encoder } from '@csm/core';
import { checkExplainer, checkedScores, type Explainer } from '@csm/core/extend';
import { assembleGraph } from '../write/assemble.js';
import { emitter } from '../write/emitter.js';
import { fileOfGraph } from '../write/file-of-graph.js';
import { record } from '../write/recorder.js';
import { readWeights } from '../write/weights.js';
import { baselineNumbers } from './baseline-numbers.js';
import { exportedPlan } from './exported-plan.js';
import { inputOf, sideInputs } from './inputs.js';
import { modelHash } from './model-hash.js';
import { recordExplanation } from './record-explanation.js';
import { visibleGraph } from './visible-graph.js';

/** Options of {@link exportExplanation}. */
export interface ExportExplanationOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the warnings of the method, as in `explain`. Default: they are printed. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** Names of the file's input and outputs. */
const [INPUT, SCORES, MAPS] = ['input', 'scores', 'maps'];

/**
 * Writes an explanation as an ONNX file of standard operators, which computes concept scores and saliency maps wherever ONNX Runtime runs,
 * without this library. The file has one input, `input` `[batch, ...inputShape]`, and two outputs, `scores` `[batch, concepts]` and `maps`
 * `[batch, concepts, ...inputShape]`, with the values that `explain` gives, for a batch of any size. The concepts share the forward passes.
 *
 * Values that differ between samples (values given per sample, the noise of `encoder.sampled(noise)`) become further inputs, as in
 * {@link exportEncoder}. The file's metadata has the keys `method`, `description` (the method with its settings), `concepts` (their names, as
 * JSON), `layout` (if the inputs are images and it is known) and `model_sha256` (a hash of the encoder's operations and weights). The same
 * arguments give the same bytes.
 *
 * @param concepts a concept vector, whose score is its dot product with the latent, any `ConceptScore` that is the same for all
 *   samples, or a list of them.
 * @param explainer a method with a `plan`: one backward pass per score, or one per score and point of a path.
 * @returns the bytes of the file; `saveOnnx` of `@csm/onnx/node` saves them.
 * @throws if the encoder's operations are not known; if an operation, the method or a score cannot be written as ONNX (the error names it);
 *   if the size of a concept is not the latent size; if the file would be larger than 2 GB, the limit of the format.
 * @category Export
 */
export async function exportExplanation(
  encoder: Encoder,
  concepts: ConceptVector | ConceptScore | readonly (ConceptVector | ConceptScore)[],
  explainer: Explainer,
  options: ExportExplanationOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const caller = 'exportExplanation';
  checkOptions<ExportExplanationOptions>(caller, options, { signal: true, onWarning: true });
  const { signal, onWarning = console.warn } = options;
  checkSignal(caller, signal);
  checkFunction(caller, 'onWarning', onWarning);
  const graph = visibleGraph(caller, encoder);
  checkExplainer(caller, explainer);
  const scores = checkedScores(caller, listOf(concepts), encoder.latentSize);
  checkSameForAll(caller, scores);
  const plan = exportedPlan(caller, explainer);
  explainer.check?.({ encoder, scores }, onWarning);
  signal?.throwIfAborted();
  const baselines = await baselineNumbers(caller, plan, encoder.inputShape);
  const weights = await readWeights(graph);
  signal?.throwIfAborted();
  const hash = await modelHash(caller, graph, weights);
  signal?.throwIfAborted();
  const writer = emitter([INPUT, SCORES, MAPS]);
  const input = inputOf(writer, graph);
  const side = sideInputs(caller, writer, graph, [INPUT, SCORES, MAPS]);
  const found = record(writer, (recording) => {
    const values = side.map(({ value }) => value);
    const parts = { caller, emitter: writer, recording, graph, weights, side: values, scores, plan };
    return recordExplanation(parts, input, baselines);
  });
  const draft = assembleGraph(
    writer,
    'explanation',
    [{ name: INPUT, value: input }, ...side],
    [
      { name: SCORES, value: found.scores },
      { name: MAPS, value: found.maps },
    ],
  );
  const { name: method, description = method } = explainer;
  return fileOfGraph(caller, draft, {
    documentation: `Concept scores and saliency maps of a batch of inputs: ${description}.`,
    metadata: {
      method,
      description,
      concepts: JSON.stringify(scores.map(({ name }) => name)),
      ...(encoder.layout && { layout: encoder.layout }),
      model_sha256: hash,
    },
  });
}

function listOf<T>(concepts: T | readonly T[]): readonly T[] {
  return Array.isArray(concepts) ? concepts : [concepts as T];
}

function checkSameForAll(caller: string, scores: readonly ConceptScore[]): void {
  const other = scores.find(({ samples, slice }) => samples !== undefined || slice !== undefined);
  if (other === undefined) return;
  throw invalidArgument(
    `${caller}: expected scores that are the same for all samples; "${other.name}" differs between samples; pass its concepts as a list of ` +
      'separate scores.',
  );
}
