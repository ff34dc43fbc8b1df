import { invalidArgument, typeName } from '@csm/base';
import type { Vae } from './vae.js';

/** @throws unless the value has an encoder and a decoder. */
export function checkVae(caller: string, vae: Partial<Vae> | null | undefined): void {
  if (vae?.encoder && vae.decoder) return;
  throw invalidArgument(
    `${caller}: vae must be a Vae { name, encoder, decoder, inputShape, latentSize }; got ${typeName(vae)}.`,
  );
}
