import { invalidArgument, typeName } from '@csm/base';
import type { Encoder } from './encoder.js';

/** @throws unless the value has an encoder's members. */
export function checkEncoder(caller: string, value: Encoder): void {
  const { encode, trace, inputShape, latentSize } = (value ?? {}) as Partial<Encoder>;
  const functions = typeof encode === 'function' && typeof trace === 'function';
  if (functions && Array.isArray(inputShape) && typeof latentSize === 'number') return;
  throw invalidArgument(
    `${caller}: expected an Encoder, such as layersEncoder(model) or layersEncoder(vae.encoder); got ${typeName(value)}.`,
  );
}
