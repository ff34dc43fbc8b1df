import { checkOptions } from '@csm/base';
import { getBackend, type Tensor2D, tidy, zeros, zerosLike } from '@tensorflow/tfjs-core';
import { runForward } from '../../graph/forward.js';
import type { Graph } from '../../graph/graph.js';
import { vjp } from '../../graph/operation.js';
import { checkGradientsRegistered } from '../../tape/tape.js';
import type { TfjsEncoder } from '../encoder.js';
import type { PosteriorOutputs } from '../posterior-outputs.js';
import { walkedEncoder } from '../walked-encoder.js';
import type { GraphModel } from './graph-model.js';
import { walkGraphModel } from './walk-graph-model.js';

/** Options of {@link graphEncoder}. */
export interface GraphEncoderOptions extends PosteriorOutputs {
  /** Shape of the model's one input without the batch axis, where the model leaves it open. */
  inputShape?: readonly number[] | undefined;
}

/**
 * An {@link Encoder} over a tfjs GraphModel (a converted SavedModel), or over its part up to one tensor.
 *
 * The nodes that tfjs-converter executes are walked into the same operations as a LayersModel's, fused ones taken apart: so
 * every method runs on it, by a rule for each node. A node of a kind of its own is run by the model itself and propagated back
 * by tfjs. The model is run twice when the encoder is made, on two and three zeros, for the shapes.
 *
 * An output or log-variance is named by its signature (`z_mean`), its Keras layer (`dense_2`) or its node
 * (`StatefulPartitionedCall/model/dense_2/BiasAdd`). As tfjs does, StopGradient is passed as if it were not there.
 *
 * @param model borrowed: it is neither changed nor disposed, and must outlive the encoder.
 * @throws if the output is ambiguous or unknown, is not of shape `[batch, n]`, or depends on control flow, random numbers or
 *   an operation that tfjs does not know; if an input's shape is open or its batch is not. `trace` throws if tfjs has no
 *   gradient for a node.
 */
export function graphEncoder(model: GraphModel, options: GraphEncoderOptions = {}): TfjsEncoder {
  const known = { output: true, logVariance: true, inputShape: true } as const;
  checkOptions<GraphEncoderOptions>('graphEncoder', options, known);
  const walked = walkGraphModel('graphEncoder', model, options.inputShape);
  return checkedEncoder(walkedEncoder('graphEncoder', walked, options), 1);
}

/** The encoder, whose gradients are tried on zeros before its first trace on a backend. */
function checkedEncoder(encoder: TfjsEncoder, batch: number): TfjsEncoder {
  const checked = new Set<string>();
  const { sampled } = encoder;
  return {
    ...encoder,
    trace(inputs, options) {
      if (!checked.has(getBackend())) checkGradients(encoder.graph!, batch);
      checked.add(getBackend());
      return encoder.trace(inputs, options);
    },
    ...(sampled && { sampled: (noise: Tensor2D) => checkedEncoder(sampled(noise), noise.shape[0]) }),
  };
}

/** @throws naming the first node that cannot be propagated back on the present backend. */
function checkGradients(graph: Graph, batch: number): void {
  checkGradientsRegistered();
  if (!graph.nodes.some(({ operation }) => operation.kind === 'graphOperation')) return;
  tidy(() => {
    const values = runForward(graph, zeros([batch, ...graph.nodes[graph.input]!.outputShape]), 'all');
    for (const { id, name, operation, inputs } of graph.nodes) {
      if (operation.kind !== 'graphOperation') continue;
      try {
        const output = values[id]!;
        vjp(operation, { inputs: inputs.map((from) => values[from]!), output }, zerosLike(output));
      } catch (error) {
        throw new Error(
          `trace: node "${name}" (${operation.className}) cannot be propagated back on backend "${getBackend()}": ` +
            (error as Error).message,
          { cause: error },
        );
      }
    }
  });
}
