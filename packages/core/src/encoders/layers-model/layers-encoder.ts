import { checkModelNotDisposed, checkOptions, invalidArgument, typeName } from '@csm/base';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { TfjsEncoder } from '../encoder.js';
import { encoderOfWalkedModel } from '../encoder-of-walked-model.js';
import { ENCODER_OPTION_NAMES, type EncoderOptions } from '../encoder-options.js';
import { walkLayers } from './walk-layers.js';

/**
 * Makes an {@link Encoder} over a tfjs LayersModel, or over its part up to one layer.
 *
 * The model's node graph is walked once; forward and backward passes then run operation by operation, and a rule can
 * replace the derivative of any node. No state of tfjs and no layer is changed, so several passes can run at the same
 * time. BatchNormalization and Dropout behave as at inference. For a model with several inputs see
 * {@link packInputs}.
 *
 * @param model borrowed: it is neither changed nor disposed, and must outlive the encoder. If its weights are trained further,
 *   the next pass uses them.
 * @throws if the output is ambiguous or unknown, is not of shape `[batch, n]`, or depends on a layer that makes a mask, is
 *   stateful or has several outputs. `trace` throws if tfjs has no gradient for a layer.
 * @category Encoders and decoders
 */
export function layersEncoder(model: LayersModel, options: EncoderOptions = {}): TfjsEncoder {
  if (!Array.isArray((model as Partial<LayersModel> | undefined)?.outputs)) {
    throw invalidArgument(`layersEncoder: expected a LayersModel; got ${typeName(model)}.`);
  }
  checkOptions<EncoderOptions>('layersEncoder', options, ENCODER_OPTION_NAMES);
  checkModelNotDisposed('layersEncoder', model);
  return encoderOfWalkedModel('layersEncoder', walkLayers(model), options);
}
