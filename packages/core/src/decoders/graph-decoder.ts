import { checkModelNotDisposed, checkOptions, invalidArgument, typeName, unsupportedModel } from '@csm/base';
import { type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import type { GraphModel } from '../encoders/graph-model/graph-model.js';
import { walkGraphModel } from '../encoders/graph-model/walk-graph-model.js';
import { decodeBatch } from './decode-batch.js';
import type { TfjsDecoder } from './decoder.js';
import { decoderGraph } from './decoder-graph.js';
import type { DecoderOptions } from './decoder-options.js';
import { checkOutputName } from './decoder-output.js';

/**
 * A {@link Decoder} over a tfjs GraphModel (a converted SavedModel) from latents to inputs. A model with a
 * fixed batch of 1 runs sample by sample.
 *
 * @param model borrowed: it is neither changed nor disposed, and must outlive the decoder.
 * @throws if the model has several inputs, or several outputs and none is named. `decode` throws if the model was disposed.
 * @category Encoders and decoders
 */
export function graphDecoder(
  model: GraphModel & { readonly outputNodes: string[] },
  options: DecoderOptions = {},
): TfjsDecoder {
  checkOptions<DecoderOptions>('graphDecoder', options, { output: true });
  const { inputNodes, outputNodes, execute } = (model ?? {}) as Partial<typeof model>;
  if (!Array.isArray(inputNodes) || !Array.isArray(outputNodes) || typeof execute !== 'function') {
    throw invalidArgument(
      `graphDecoder: expected a GraphModel, as loadGraphModel gives; got ${typeName(model)}.`,
    );
  }
  const [input, ...others] = inputNodes;
  if (input === undefined || others.length > 0) {
    throw unsupportedModel(
      `graphDecoder: expected a model with one input, the latents; got ${inputNodes.length}.`,
    );
  }
  const output = checkOutputName('graphDecoder', outputNodes, options.output);
  checkModelNotDisposed('graphDecoder', model);
  const graph = decoderGraph(
    () => walkGraphModel('graphDecoder', model),
    ({ outputs }) => outputs[outputNodes.indexOf(output)]?.id,
  );
  return {
    get graph() {
      return graph();
    },
    decode(latents) {
      checkModelNotDisposed('decode', model);
      const run = (batch: Tensor2D) => model.execute({ [input]: batch }, output);
      return tidy(() => decodeBatch('decode', model, latents, run));
    },
  };
}
