import { checkOneOf, checkOptions, invalidArgument, unsupportedModel } from '@csm/base';
import { checkEncoder } from '../encoders/check-encoder.js';
import type { Encoder, TfjsEncoder } from '../encoders/encoder.js';
import { encoderOfModelGraph } from '../encoders/encoder-of-graph.js';
import type { Graph, GraphNode } from '../graph/graph.js';
import type { Operation } from '../graph/operation.js';
import { affineScore } from '../scores/affine-scores.js';
import type { Decoder } from './decoder.js';
import { type DecoderModel, decoderOf } from './decoder-of.js';
import type { ReconstructionError, ReconstructionErrorOptions } from './reconstruction-error-options.js';

/**
 * The reconstruction error of an autoencoder as a score: s(x) = mean (x − D(f(x)))², over all features. A map of it shows which features
 * change the error, including those that the decoder uses to draw others; the squared error per feature does not show that.
 *
 * Encoder, decoder and error become one graph, so every method can explain the score that can explain a square (or an absolute value);
 * gradients pass through both models. Nodes of the decoder are named `decoder/…`.
 *
 * The decoder must return numbers in the units of the encoder's inputs: with `normalise` in the encoder's options, inputs and decoded
 * numbers differ in units, and so the error is wrong.
 *
 * @param encoder an encoder with a graph, such as `layersEncoder(vae.encoder)`. Values per sample (`given`) are kept.
 * @param decoder a decoder with a graph, such as `layersDecoder(vae.decoder)`.
 * @throws if either has no graph, or the decoded inputs have another shape than the inputs.
 *
 * @example
 * const { encoder, score } = reconstructionError(layersEncoder(vae.encoder), layersDecoder(vae.decoder));
 * const { maps } = await explain(encoder, score, pictures, integratedGradients({ baseline: meanSample(pictures) }));
 * @category Scores
 */
export function reconstructionError(
  encoder: Encoder,
  decoder: Decoder | DecoderModel,
  options: ReconstructionErrorOptions = {},
): ReconstructionError {
  const caller = 'reconstructionError';
  checkOptions<ReconstructionErrorOptions>(caller, options, { measure: true });
  const { measure = 'squared' } = options;
  checkOneOf(caller, 'measure', measure, ['squared', 'absolute']);
  checkEncoder(caller, encoder);
  const { graph } = decoderOf(decoder, caller);
  if (graph === undefined) {
    throw unsupportedModel(
      `${caller}: expected a decoder with a graph; got one without; pass layersDecoder(model) or graphDecoder(model) of a model whose ` +
        'layers are all supported, or write the error as a functionEncoder.',
    );
  }
  return {
    encoder: errorEncoder(caller, encoder, graph, measure),
    score: affineScore({ name: 'reconstruction error', vector: Float32Array.of(1) }),
  };
}

/** The encoder whose latent is the error. @throws if the graphs do not fit each other. */
function errorEncoder(
  caller: string,
  encoder: Encoder,
  decoder: Graph,
  measure: 'squared' | 'absolute',
): TfjsEncoder {
  const { graph, layout, samples } = encoder;
  if (graph === undefined) {
    throw unsupportedModel(
      `${caller}: expected an encoder with a graph, such as layersEncoder(model); got one without; write the error as a functionEncoder.`,
    );
  }
  const own = encoderOfModelGraph(errorGraph(caller, graph, decoder, measure), undefined, layout);
  const of = (part: Encoder) => errorEncoder(caller, part, decoder, measure);
  const { sampled, slice } = encoder;
  return {
    ...own,
    ...(samples !== undefined && { samples }),
    ...(sampled && { sampled: (noise) => of(sampled.call(encoder, noise)) }),
    ...(slice && { slice: (start, size) => of(slice.call(encoder, start, size)) }),
  };
}

function errorGraph(caller: string, encoder: Graph, decoder: Graph, measure: 'squared' | 'absolute'): Graph {
  const shapeOf = ({ nodes }: Graph, id: number) => nodes[id]?.outputShape ?? [];
  const inputShape = shapeOf(encoder, encoder.input);
  checkSame(caller, 'the latents', shapeOf(decoder, decoder.input), shapeOf(encoder, encoder.output));
  checkSame(caller, 'the inputs', shapeOf(decoder, decoder.output), inputShape);
  const nodes = [...encoder.nodes];
  const add = (node: Omit<GraphNode, 'id'>) => nodes.push({ ...node, id: nodes.length }) - 1;
  const ids = new Map([[decoder.input, encoder.output]]);
  for (const node of decoder.nodes) {
    if (node.id === decoder.input) continue;
    const inputs = node.inputs.map((id) => ids.get(id) ?? 0);
    ids.set(node.id, add({ ...node, name: `decoder/${node.name}`, inputs }));
  }
  const step = (name: string, operation: Operation, inputs: readonly number[], outputShape = inputShape) =>
    add({ name, operation, inputs, outputShape });
  const decoded = ids.get(decoder.output) ?? encoder.output;
  const difference = step('error', { kind: 'subtract' }, [encoder.input, decoded]);
  const each = step('error/each', magnitude(measure), [difference]);
  const axes = inputShape.map((_, axis) => axis + 1);
  const mean = step('error/mean', { kind: 'reduction', reduction: 'mean', axes }, [each], []);
  const output = step('error/latent', { kind: 'reshape', shape: [1] }, [mean], [1]);
  return { nodes, input: encoder.input, output };
}

function magnitude(measure: 'squared' | 'absolute'): Operation {
  if (measure === 'absolute') return { kind: 'elementwise', function: 'abs' };
  return { kind: 'elementwise', function: 'power', exponent: 2 };
}

function checkSame(caller: string, what: string, decoder: readonly number[], encoder: readonly number[]) {
  if (`${decoder}` === `${encoder}`) return;
  throw invalidArgument(
    `${caller}: the decoder must fit the encoder; ${what} have shape [${encoder}] for the encoder and [${decoder}] for the decoder.`,
  );
}
