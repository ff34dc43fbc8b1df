import { checkModelNotDisposed, invalidArgument, typeName } from '@csm/base';
import type { Vae } from './vae.js';

/** @throws unless the value has an encoder and a decoder that were not disposed. */
export function checkVae(caller: string, vae: Partial<Vae> | null | undefined): void {
  checkIsVae(caller, vae);
  checkModelNotDisposed(caller, vae.encoder);
  checkModelNotDisposed(caller, vae.decoder);
}

/** @throws unless the value has an encoder and a decoder. */
export function checkIsVae(
  caller: string,
  vae: Partial<Vae> | null | undefined,
): asserts vae is Pick<Vae, 'encoder' | 'decoder'> {
  if (vae?.encoder && vae.decoder) return;
  throw invalidArgument(
    `${caller}: vae must be a Vae { name, encoder, decoder, inputShape, latentSize }; got ${typeName(vae)}.`,
  );
}
