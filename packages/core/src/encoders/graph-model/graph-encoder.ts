import { checkOptions, sentence, unsupportedModel } from '@csm/base';
import { getBackend, type Tensor, type Tensor2D, tidy, zeros, zerosLike } from '@tensorflow/tfjs-core';
import { runForward } from '../../graph/forward.js';
import type { Graph } from '../../graph/graph.js';
import { nodesOfInput } from '../../graph/nodes-of-input.js';
import { vjp } from '../../graph/operation.js';
import type { TraceOptions } from '../../graph/trace.js';
import { checkGradientsRegistered } from '../../tape/tape.js';
import { checkWeights } from '../check-weights.js';
import type { TfjsEncoder } from '../encoder.js';
import { encoderOfWalkedModel } from '../encoder-of-walked-model.js';
import { ENCODER_OPTION_NAMES, type EncoderOptions } from '../encoder-options.js';
import { checkEncoderOptions } from '../options/check-encoder-options.js';
import { trust } from '../probe/trusted.js';
import type { GraphModel } from './graph-model.js';
import { walkGraphModel } from './walk-graph-model.js';

/**
 * Makes an {@link Encoder} over a tfjs GraphModel (a converted SavedModel), or over its part up to one tensor.
 *
 * The nodes that tfjs-converter executes are converted to the same operations as the layers of a LayersModel, and
 * fused nodes are split, so every method and its rules work with it. A node without a matching operation is run by
 * the model itself and differentiated by tfjs. When the encoder is made, the model is run on batches of two and three
 * zeros, to find the shapes. A model with a fixed batch of 1 takes batches of any size; nodes that the model itself runs then run
 * sample by sample.
 *
 * An output, including the one that gives σ, is named by its signature (`z_mean`), its Keras layer (`dense_2`) or its node
 * (`StatefulPartitionedCall/model/dense_2/BiasAdd`). As in tfjs, StopGradient is ignored.
 *
 * @param model borrowed: it is neither changed nor disposed, and must outlive the encoder.
 * @throws if the output is ambiguous or unknown, is not of shape `[batch, n]`, or depends on control flow, random numbers or
 *   an operation that tfjs does not know; if the shape of an input is open, or its batch size is fixed and not 1. `trace` throws if tfjs
 *   has no gradient for a node.
 * @category Encoders and decoders
 */
export function graphEncoder(model: GraphModel, options: EncoderOptions = {}): TfjsEncoder {
  checkOptions<EncoderOptions>('graphEncoder', options, ENCODER_OPTION_NAMES);
  checkEncoderOptions('graphEncoder', options);
  const walked = walkGraphModel('graphEncoder', model, options);
  const encoder = encoderOfWalkedModel('graphEncoder', walked, {
    ...options,
    input: undefined,
    inputShape: undefined,
  });
  return checkedEncoder(encoder, encoder.samples ?? 1);
}

/** Adds a check to the encoder: before its first trace on a backend, its gradients are computed once on zeros. */
function checkedEncoder(encoder: TfjsEncoder, batch: number, checked = new Set<string>()): TfjsEncoder {
  const { sampled, slice } = encoder;
  return {
    ...encoder,
    trace: trust((inputs: Tensor, options?: TraceOptions) => {
      if (!checked.has(getBackend()) && encoder.graph) {
        checkWeights('trace', encoder.graph);
        checkGradients(encoder.graph, batch);
      }
      checked.add(getBackend());
      return encoder.trace(inputs, options);
    }),
    ...(sampled && { sampled: (noise: Tensor2D) => checkedEncoder(sampled(noise), noise.shape[0]) }),
    ...(slice && {
      slice: (start: number, size: number) => checkedEncoder(slice(start, size), size, checked),
    }),
  };
}

/** @throws if a node cannot be propagated back on the current backend; the error names the first one. */
function checkGradients(graph: Graph, batch: number): void {
  checkGradientsRegistered();
  if (!graph.nodes.some(({ operation }) => operation.kind === 'graphOperation')) return;
  const explained = nodesOfInput(graph);
  tidy(() => {
    const inputShape = graph.nodes[graph.input]?.outputShape ?? [];
    const values = runForward(graph, zeros([batch, ...inputShape]), 'all');
    for (const { id, name, operation, inputs } of graph.nodes) {
      if (operation.kind !== 'graphOperation' || !explained.has(id)) continue;
      try {
        const output = values[id]!;
        vjp(operation, { inputs: inputs.map((from) => values[from]!), output }, zerosLike(output));
      } catch (error) {
        throw unsupportedModel(
          `trace: node "${name}" (${operation.className}) cannot be propagated back on backend "${getBackend()}": ` +
            sentence((error as Error).message),
          { cause: error },
        );
      }
    }
  });
}
