import { invalidArgument, someNames, typeName, unsupportedModel, validNames } from '@csm/base';
import { Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { unaliased } from '../graph/forward.js';

/** @throws unless a name is one of the model's outputs, or the model has a single one. */
export function checkOutputName(
  caller: string,
  names: readonly string[],
  wanted: string | undefined,
): string {
  const [only] = names;
  if (wanted === undefined) {
    if (only !== undefined && names.length === 1) return only;
    throw unsupportedModel(
      `${caller}: expected a model with one output; it has ${someNames('output', names)}; ` +
        `name one: ${caller}(model, { output: '${only}' }).`,
    );
  }
  if (names.includes(wanted)) return wanted;
  throw invalidArgument(
    `${caller}: the model has no output "${wanted}"; ${validNames('outputs', wanted, names)}.`,
  );
}

/**
 * Checks what a decoder's function returned, and returns it as a tensor that the caller must dispose.
 * @throws unless it is one tensor with one item per latent.
 */
export function decodedTensor(caller: string, decoded: unknown, latents: Tensor2D): Tensor {
  if (!(decoded instanceof Tensor)) {
    throw unsupportedModel(`${caller}: the decoder must return one tensor; got ${typeName(decoded)}.`);
  }
  const [count] = latents.shape;
  if (decoded.shape[0] === count) return unaliased(decoded, [latents]);
  throw unsupportedModel(
    `${caller}: the decoder must return one item per latent, so shape [${count}, ...]; got [${decoded.shape}].`,
  );
}
