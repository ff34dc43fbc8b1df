import { checkModelNotDisposed, checkOptions, invalidArgument, typeName, unsupportedModel } from '@csm/base';
import { type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { walkLayers } from '../encoders/layers-model/walk-layers.js';
import { decodeBatch } from './decode-batch.js';
import type { TfjsDecoder } from './decoder.js';
import { decoderGraph } from './decoder-graph.js';
import type { DecoderOptions } from './decoder-options.js';
import { checkOutputName } from './decoder-output.js';

/**
 * A {@link Decoder} over a tfjs LayersModel from latents to inputs. A model with a fixed batch of 1 runs sample by
 * sample.
 *
 * @param model borrowed: it is neither changed nor disposed, and must outlive the decoder. Weights that are trained further
 *   are used by the next call.
 * @throws if the model has several inputs, or several outputs and none is named. `decode` throws if the model was disposed.
 * @category Encoders and decoders
 */
export function layersDecoder(model: LayersModel, options: DecoderOptions = {}): TfjsDecoder {
  checkOptions<DecoderOptions>('layersDecoder', options, { output: true });
  const { inputs, outputs } = (model ?? {}) as Partial<LayersModel>;
  if (!Array.isArray(inputs) || !Array.isArray(outputs)) {
    throw invalidArgument(`layersDecoder: expected a LayersModel; got ${typeName(model)}.`);
  }
  if (inputs.length !== 1) {
    throw unsupportedModel(
      `layersDecoder: expected a model with one input, the latents; got ${inputs.length}.`,
    );
  }
  // Not `outputNames`, which tfjs leaves empty for a Sequential model.
  const outputNames = outputs.map(({ sourceLayer }) => sourceLayer.name);
  const output = outputNames.indexOf(checkOutputName('layersDecoder', outputNames, options.output));
  checkModelNotDisposed('layersDecoder', model);
  const graph = decoderGraph(
    () => walkLayers(model),
    ({ outputs }) => outputs[output]?.id,
  );
  return {
    get graph() {
      return graph();
    },
    decode(latents) {
      checkModelNotDisposed('decode', model);
      const run = (batch: Tensor2D) => [model.predict(batch)].flat()[output];
      return tidy(() => decodeBatch('decode', model, latents, run));
    },
  };
}
