import { typeName, unsupportedModel } from '@csm/base';
import type { Decoder } from '@csm/core';
import { dispose, Tensor, type Tensor2D, zeros } from '@tensorflow/tfjs-core';

/**
 * Decodes latents into inputs. Must not be called inside `tf.tidy`.
 * @param latents `[n, latentSize]`, borrowed.
 * @returns `[n, ...inputShape]`, the caller's.
 * @throws unless the decoder returns one tensor of the inputs' shape.
 */
export async function decodeInputs(
  caller: string,
  decoder: Decoder,
  latents: Tensor2D,
  inputShape: readonly number[],
): Promise<Tensor> {
  return checkDecoded(caller, await decoder.decode(latents), [latents.shape[0], ...inputShape]);
}

/**
 * Checks the shape of a decoder's result before the run, on one latent of zeros. The result of an asynchronous
 * decoder is checked during the run instead.
 */
export function checkDecodedShape(
  caller: string,
  decoder: Decoder,
  latentSize: number,
  inputShape: readonly number[],
): void {
  const latent = zeros([1, latentSize]) as Tensor2D;
  let pending = false;
  try {
    const decoded = decoder.decode(latent);
    if (isPromise(decoded)) {
      pending = true;
      Promise.resolve(decoded)
        .then(dispose, () => {})
        .finally(() => latent.dispose());
      return;
    }
    checkDecoded(caller, decoded, [1, ...inputShape]).dispose();
  } finally {
    if (!pending) latent.dispose();
  }
}

/** Whether a value is a promise, also one of another realm or library. */
function isPromise(value: unknown): value is PromiseLike<Tensor> {
  return typeof (value as PromiseLike<Tensor> | undefined)?.then === 'function';
}

/** @returns the result. @throws unless it is one tensor of the shape; other tensors are disposed. */
function checkDecoded(caller: string, decoded: unknown, shape: readonly number[]): Tensor {
  if (decoded instanceof Tensor && `${decoded.shape}` === `${shape}`) return decoded;
  const came = decoded instanceof Tensor ? `[${decoded.shape.join(', ')}]` : typeName(decoded);
  if (decoded instanceof Tensor) decoded.dispose();
  throw unsupportedModel(
    `${caller}: the decoder must return one tensor of shape [${shape.join(', ')}], like the inputs; got ${came}.`,
  );
}
