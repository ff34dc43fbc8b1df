import { modelDisposed } from '@csm/base';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Graph, GraphNode } from '../graph/graph.js';
import { checkSlice } from './check-slice.js';
import type { TfjsEncoder } from './encoder.js';
import { encoderOfModelGraph } from './encoder-of-graph.js';
import type { EncoderOptions } from './encoder-options.js';
import { imageLayout, layoutOfGraph } from './image-layout.js';
import { checkEncoderOptions } from './options/check-encoder-options.js';
import { withGivenInputs } from './options/given-inputs.js';
import { withInputShapes } from './options/input-shapes.js';
import { normaliser } from './options/normalised-inputs.js';
import { type OwnedTensors, ownedTensors } from './options/owned-tensors.js';
import { withRecomputedShapes } from './options/recomputed-shapes.js';
import { samplesOf } from './options/samples-of.js';
import { startAt } from './options/start-at.js';
import { posteriorNodes } from './posterior/posterior-nodes.js';
import { subgraph } from './subgraph.js';
import type { WalkedModel } from './walked-model.js';

/**
 * Makes the encoder of a walked model. Options that the walk has dealt with already, such as `input` and `inputShape`, are left out of
 * `options`.
 *
 * The encoder's `dispose` frees the numbers of `given` and `normalise`, and calls the walked model's `dispose`. After an error, the
 * caller frees the walked model.
 *
 * @throws if an option is unknown, invalid or does not fit the model.
 * @category Write an encoder
 */
export function encoderOfWalkedModel(
  caller: string,
  walked: WalkedModel,
  options: EncoderOptions,
): TfjsEncoder {
  checkEncoderOptions(caller, options);
  const owned = ownedTensors();
  try {
    return walkedEncoder(caller, walked, options, owned);
  } catch (error) {
    owned.dispose();
    throw error;
  }
}

function walkedEncoder(
  caller: string,
  model: WalkedModel,
  options: EncoderOptions,
  owned: OwnedTensors,
): TfjsEncoder {
  const started = withInputShapes(caller, startAt(caller, model, options.input), options);
  const given = withGivenInputs(caller, started, options.given, owned);
  const walked = withRecomputedShapes(given.walked);
  const nodes = [...walked.nodes];
  const posterior = posteriorNodes(caller, walked, options);
  const mean = posterior.mean(caller, nodes);
  const graph = subgraph(caller, { ...walked, nodes }, mean.id);
  const inputShape = graph.nodes[graph.input]?.outputShape ?? [];
  const layout =
    imageLayout(caller, options.layout, inputShape, options) ?? layoutOfGraph(graph) ?? model.layout;
  const normalised = normaliser(caller, graph, options.normalise, layout, owned);
  const hasDeviation = posterior.deviation(caller, nodes, mean) !== undefined;

  let disposed = false;
  const isDisposed = () => disposed || (model.isDisposed?.() ?? false);
  const encoderOf = (own: Graph, start: number, size: number | undefined) => {
    const part = size === undefined ? normalised(own) : samplesOf(normalised(own), start, size);
    return encoderOfModelGraph(part, isDisposed, inputShape.length === 3 ? layout : undefined);
  };

  const drawn = (noise: Tensor2D, start: number, size: number | undefined): TfjsEncoder => {
    if (isDisposed()) throw modelDisposed('sampled');
    const all = [...nodes];
    const { id, form } = posterior.deviation('sampled', all, mean) ?? { id: mean.id, form: 'std' };
    const sample: GraphNode = {
      id: all.length,
      name: 'posterior sample',
      operation: { kind: 'posteriorSample', form, noise },
      inputs: [mean.id, id],
      outputShape: mean.outputShape,
    };
    return encoderOf(subgraph('sampled', { ...walked, nodes: [...all, sample] }, sample.id), start, size);
  };

  const ofSamples = (start: number, size: number | undefined): TfjsEncoder => ({
    ...encoderOf(graph, start, size),
    ...(hasDeviation && { sampled: (noise: Tensor2D) => drawn(noise, start, size) }),
    ...(size !== undefined && {
      samples: size,
      slice(first: number, count: number) {
        checkSlice(first, count, size);
        return ofSamples(start + first, count);
      },
    }),
  });
  if (owned.count === 0 && model.dispose === undefined) return ofSamples(0, given.samples);
  return {
    ...ofSamples(0, given.samples),
    dispose() {
      if (disposed) return;
      disposed = true;
      owned.dispose();
      model.dispose?.();
    },
  };
}
