import { checkOptions, checkSignal, invalidArgument, typeName } from '@csm/base';
import {
  type ConceptScore,
  type ConceptVector,
  dotProduct,
  type Encoder,
  type Explainer,
  latentDimension,
} from '@csm/core';
import { checkEncoder, checkExplainer, checkNdarray, checkReproducible, contiguous } from '@csm/core/extend';
import { clone, slice, Tensor, tensor, zeros } from '@tensorflow/tfjs-core';
import { describedNodes } from './described-nodes.js';
import { descriptionText } from './description-text.js';
import type {
  DescribedMethod,
  DescribeEncoderOptions,
  EncoderDescription,
  ExplainersToTry,
} from './encoder-description.js';
import { type Failure, messageOf, tryExplainer } from './try-explainer.js';

/**
 * Describes an encoder, as data and as text: its inputs and latent, its operations, what is hidden from backward rules, and which of the
 * given methods can explain it. A method that cannot is listed with the error that it would throw.
 *
 * The encoder runs on one input: one forward and one backward pass, and up to three more passes that show whether it is deterministic. If its
 * operations are visible, methods are only checked; otherwise each is run up to its first backward pass. Methods that only encode run up
 * to their second encoding.
 *
 * @param encoder any encoder, also one without `graph` or `trace`. Of an encoder with values per sample, the first sample is described.
 * @param explainers a list or a record of explainers, or of functions that make them, such as `paperMethods`. Default: none.
 * @throws if an argument is invalid. Errors of the encoder and of methods are part of the result instead.
 * @category Choose a method
 */
export async function describeEncoder(
  encoder: Encoder,
  explainers: ExplainersToTry = [],
  options: DescribeEncoderOptions = {},
): Promise<EncoderDescription> {
  const caller = 'describeEncoder';
  checkOptions<DescribeEncoderOptions>(caller, options, {
    input: true,
    concept: true,
    signal: true,
  });
  checkEncoder(caller, encoder);
  checkSignal(caller, options.signal);
  const { concept, signal } = options;
  const { inputShape, layout, latentSize, samples } = encoder;
  const tried = named(explainers);
  const score = concept === undefined ? latentDimension(0, latentSize) : scoreOf(caller, concept, latentSize);
  const input = await oneInput(caller, options.input, inputShape);
  const first = samples === undefined ? encoder : (encoder.slice?.(0, 1) ?? encoder);
  try {
    signal?.throwIfAborted();
    const problems: string[] = [];
    const problem = await failureOf(() => runOnce(first, score, input));
    signal?.throwIfAborted();
    if (problem) problems.push(messageOf(problem.error));
    const refusal = await failureOf(async () => {
      const values = Float32Array.from(await input.data());
      await checkReproducible(
        'explain',
        encoder,
        { values, sampleSize: values.length },
        { batchSize: 8, signal, trace: true },
      );
    });
    signal?.throwIfAborted();
    if (refusal) problems.push(messageOf(refusal.error));
    const methods: DescribedMethod[] = [];
    const trial = { encoder: first, score, input, problem, signal };
    for (const [key, explainer] of tried) methods.push(await tryExplainer(explainer, key, trial));
    const description = {
      inputShape: [...inputShape],
      ...(layout && { layout }),
      latentSize,
      ...(samples !== undefined && { samples }),
      hasDerivative: encoder.trace !== undefined && problem === undefined,
      hasPosterior: encoder.sampled !== undefined,
      hasGraph: encoder.graph !== undefined,
      problems,
      ...describedNodes(encoder.graph),
      methods,
    };
    return { ...description, text: descriptionText(description, options.input ? 'the given one' : 'zeros') };
  } finally {
    input.dispose();
  }
}

/** The explainers with their names; those of a list have none. */
function named(explainers: ExplainersToTry) {
  if (typeof explainers !== 'object' || explainers === null) {
    throw invalidArgument(
      `describeEncoder: expected a list or a record of explainers, such as [gradient()] or paperMethods; got ${typeName(explainers)}.`,
    );
  }
  const list: readonly (readonly [string | undefined, Explainer | (() => Explainer)])[] = Array.isArray(
    explainers,
  )
    ? explainers.map((explainer) => [undefined, explainer] as const)
    : Object.entries(explainers);
  for (const [, explainer] of list)
    if (typeof explainer !== 'function') checkExplainer('describeEncoder', explainer);
  return list;
}

function scoreOf(caller: string, concept: ConceptVector | ConceptScore, latentSize: number): ConceptScore {
  const score = 'vector' in concept ? dotProduct(concept) : concept;
  if (score.latentSize === latentSize) return score;
  throw invalidArgument(
    `${caller}: concept "${score.name}" has ${score.latentSize} components; the encoder's latent size is ${latentSize}.`,
  );
}

/** The first of the given inputs, or zeros: `[1, ...inputShape]`, which the caller must dispose. */
async function oneInput(
  caller: string,
  given: DescribeEncoderOptions['input'],
  inputShape: readonly number[],
): Promise<Tensor> {
  if (given === undefined) return zeros([1, ...inputShape]);
  if (!(given instanceof Tensor)) checkNdarray(`${caller}, input`, given);
  const { shape } = given;
  const [count = 0, ...sample] = shape;
  if (`${sample}` !== `${inputShape}` || count < 1) {
    throw invalidArgument(
      `${caller}: the input must have shape [1, ${inputShape.join(', ')}]; got [${shape.join(', ')}].`,
    );
  }
  if (given instanceof Tensor) return count === 1 ? clone(given) : slice(given, 0, 1);
  const values = contiguous(given);
  return tensor(values.slice(0, values.length / count), [1, ...inputShape]);
}

/** Runs an encoder forward and, if it has a derivative, backward. */
async function runOnce(encoder: Encoder, score: ConceptScore, input: Tensor): Promise<void> {
  if (encoder.trace === undefined) {
    (await encoder.encode(input)).dispose();
    return;
  }
  const trace = await encoder.trace(input, { rules: false });
  try {
    const cotangent = score.cotangent(trace.latent);
    try {
      (await trace.backward(cotangent)).dispose();
    } finally {
      cotangent.dispose();
    }
  } finally {
    trace.dispose();
  }
}

async function failureOf(work: () => Promise<void>): Promise<Failure | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return { error };
  }
}
