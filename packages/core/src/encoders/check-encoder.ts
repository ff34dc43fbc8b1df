import { invalidArgument, typeName } from '@csm/base';
import type { Encoder } from './encoder.js';

/**
 * @throws unless the value has the members of an encoder.
 * @category Write an encoder
 */
export function checkEncoder(caller: string, value: Encoder): void {
  const { encode, trace, inputShape, latentSize } = (value ?? {}) as Partial<Encoder>;
  const functions = typeof encode === 'function' && (trace === undefined || typeof trace === 'function');
  if (functions && Array.isArray(inputShape) && typeof latentSize === 'number') return;
  throw invalidArgument(
    `${caller}: expected an Encoder, such as layersEncoder(model) or layersEncoder(vae.encoder); got ${typeName(value)}.`,
  );
}

/**
 * @throws if the encoder was made for a different number of samples.
 * @category Write an encoder
 */
export function checkEncoderSamples(caller: string, { samples }: Encoder, count: number): void {
  if (samples === undefined || samples === count) return;
  throw invalidArgument(`${caller}: expected ${samples} inputs, which the encoder is for; got ${count}.`);
}
