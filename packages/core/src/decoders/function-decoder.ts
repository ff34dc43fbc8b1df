import { disposalNamed, invalidArgument, typeName, withDisposalNamed } from '@csm/base';
import { type Tensor, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import type { Awaitable } from '../encoders/encoder.js';
import type { Decoder } from './decoder.js';
import { decodedTensor } from './decoder-output.js';

/**
 * A {@link Decoder} over any function, such as TensorFlow.js operations written by hand, or a call of a server.
 *
 * @param decode maps `[batch, latentSize]`, borrowed, to `[batch, ...inputShape]`. What a synchronous function
 * allocates is freed, except for its result; an `async` function must free it itself.
 * @throws if the argument is not a function. `decode` throws if the function does not return one tensor with one item
 * per latent, or returns a promise without being declared `async`.
 * @category Encoders and decoders
 */
export function functionDecoder(decode: (latents: Tensor2D) => Awaitable<Tensor>): Decoder {
  if (typeof decode !== 'function') {
    throw invalidArgument(
      `functionDecoder: expected a function from latents to inputs; got ${typeName(decode)}.`,
    );
  }
  if (decode.constructor.name === 'AsyncFunction') {
    return {
      async decode(latents) {
        try {
          return decodedTensor('decode', await decode(latents), latents);
        } catch (error) {
          throw disposalNamed('decode', 'decoder', error);
        }
      },
    };
  }
  const run = (latents: Tensor2D) => withDisposalNamed('decode', 'decoder', () => decode(latents));
  return { decode: (latents) => tidy(() => decodedTensor('decode', synchronous(run(latents)), latents)) };
}

function synchronous(decoded: Awaitable<Tensor>): Tensor {
  if (!(decoded instanceof Promise)) return decoded;
  // It will most likely fail: its tensors are freed at the end of the tidy.
  decoded.catch(() => {});
  throw invalidArgument(
    'decode: a function that returns a promise must be declared async, so that its tensors are kept.',
  );
}
