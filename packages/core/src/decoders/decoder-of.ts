import { checkModelNotDisposed, invalidArgument, typeName, withDisposalNamed } from '@csm/base';
import { type Tensor, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { decodeBatch } from './decode-batch.js';
import type { Decoder } from './decoder.js';

/** A model with `predict`, such as a LayersModel or a GraphModel from latents to inputs. */
export interface DecoderModel {
  /** @param latents `[batch, latentSize]`, borrowed. @returns a tensor `[batch, ...inputShape]`. Called inside `tf.tidy`. */
  predict(latents: Tensor): unknown;
}

/**
 * Returns a decoder unchanged and wraps a model with `predict`, for functions that accept both.
 * @param caller name of the function; errors begin with it.
 * @throws if the value has neither `decode` nor `predict`, or is a model that was disposed.
 * @category Write an encoder
 */
export function decoderOf(value: Decoder | DecoderModel, caller = 'decoderOf'): Decoder {
  const { decode, predict } = (value ?? {}) as Partial<Decoder & DecoderModel>;
  if (typeof decode === 'function') return value as Decoder;
  if (typeof predict !== 'function') {
    throw invalidArgument(
      `${caller}: expected a decoder, such as layersDecoder(vae.decoder), or a model from latents to inputs, such as ` +
        `vae.decoder; got ${typeName(value)}.`,
    );
  }
  const model = value as DecoderModel;
  checkModelNotDisposed(caller, model);
  return {
    decode(latents: Tensor2D) {
      checkModelNotDisposed(caller, model);
      const run = (batch: Tensor2D) => withDisposalNamed(caller, 'decoder', () => model.predict(batch));
      return tidy(() => decodeBatch(caller, model, latents, run));
    },
  };
}
