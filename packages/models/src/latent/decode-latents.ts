import { checkModelNotDisposed, invalidArgument, typeName, unsupportedModel } from '@csm/base';
import { Tensor, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import ndarray, { type NdArray } from 'ndarray';
import type { AnyDecoder, LatentDecoder, PredictingModel } from './latent-decoder.js';

/** Decodes latents `[n, latentSize]` that are in one array, and reads the result `[n, ...inputShape]`. No tensor is left allocated. */
export type DecodeLatents = (latents: Float32Array, count: number) => Promise<NdArray<Float32Array>>;

/**
 * Makes the function that decodes latents with a model or a decoder.
 * @throws unless the decoder has `decode`, or is a LayersModel that is not disposed, takes one latent of this size and has
 * one output.
 */
export function decodeLatentsWith(caller: string, decoder: AnyDecoder, latentSize: number): DecodeLatents {
  const run = runOf(caller, decoder, latentSize);
  return async (values, count) => {
    const latents = tensor2d(values, [count, latentSize]);
    let decoded: unknown;
    try {
      decoded = await run(latents);
      checkDecoded(caller, decoded, count);
      return ndarray(Float32Array.from(await decoded.data()), [...decoded.shape]);
    } finally {
      latents.dispose();
      if (decoded instanceof Tensor) decoded.dispose();
    }
  };
}

function runOf(caller: string, decoder: AnyDecoder, latentSize: number): (latents: Tensor2D) => unknown {
  if (isDecoder(decoder)) return decoder.decode.bind(decoder);
  if (isLayersModel(decoder)) return layersModelRun(caller, decoder, latentSize);
  const { predict } = (decoder ?? {}) as Partial<PredictingModel>;
  if (typeof predict !== 'function') throw notADecoder(caller, decoder);
  checkModelNotDisposed(caller, decoder);
  return (latents) => tidy(() => decoder.predict(latents) as Tensor);
}

function isLayersModel(decoder: AnyDecoder): decoder is LayersModel {
  const { inputs, apply } = (decoder ?? {}) as Partial<LayersModel>;
  return Array.isArray(inputs) && typeof apply === 'function';
}

function notADecoder(caller: string, decoder: unknown, counts = ''): Error {
  return invalidArgument(
    `${caller}: decoder must be a model with one input and one output, such as vae.decoder, or a decoder of ` +
      `@csm/core, such as layersDecoder makes; got ${typeName(decoder)}${counts}.`,
  );
}

function isDecoder(decoder: AnyDecoder): decoder is LatentDecoder {
  return typeof (decoder as Partial<LatentDecoder> | undefined)?.decode === 'function';
}

function layersModelRun(
  caller: string,
  decoder: LayersModel,
  latentSize: number,
): (latents: Tensor2D) => unknown {
  const { inputs = [], outputs = [] } = (decoder ?? {}) as Partial<LayersModel>;
  const [input, ...moreInputs] = inputs;
  if (!input || moreInputs.length > 0 || outputs.length !== 1) {
    const counts = input ? ` with ${inputs.length} and ${outputs.length}` : '';
    throw notADecoder(caller, decoder, counts);
  }
  checkModelNotDisposed(caller, decoder);
  const expected = input.shape.slice(1);
  if (expected.length !== 1 || expected[0] !== latentSize) {
    throw invalidArgument(
      `${caller}: the latents must fit the decoder, which takes shape [n, ${expected.join(', ')}]; got [n, ${latentSize}].`,
    );
  }
  return (latents) => tidy(() => decoder.apply(latents, { training: false }) as Tensor);
}

function checkDecoded(caller: string, decoded: unknown, count: number): asserts decoded is Tensor {
  if (decoded instanceof Tensor && decoded.shape[0] === count) return;
  const got = decoded instanceof Tensor ? `shape [${decoded.shape.join(', ')}]` : typeName(decoded);
  throw unsupportedModel(
    `${caller}: the decoder must return a tensor with one item per latent, [${count}, ...]; got ${got}.`,
  );
}
