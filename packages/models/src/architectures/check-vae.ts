import { checkModelNotDisposed, checkOneOf, invalidArgument, typeName } from '@csm/base';
import { LIKELIHOODS } from '../training/likelihood/likelihood.js';
import type { Vae } from './vae.js';

/** @throws unless the value has an encoder and a decoder that were not disposed, and a known likelihood. */
export function checkVae(caller: string, vae: Partial<Vae> | null | undefined): void {
  checkIsVae(caller, vae);
  checkModelNotDisposed(caller, vae.encoder);
  checkModelNotDisposed(caller, vae.decoder);
  if (vae.likelihood !== undefined) checkOneOf(caller, 'vae.likelihood', vae.likelihood, LIKELIHOODS);
}

/** @throws unless the value has an encoder and a decoder. */
export function checkIsVae(
  caller: string,
  vae: Partial<Vae> | null | undefined,
): asserts vae is Pick<Vae, 'encoder' | 'decoder' | 'likelihood'> {
  if (vae?.encoder && vae.decoder) return;
  throw invalidArgument(
    `${caller}: vae must be a Vae { name, encoder, decoder, inputShape, latentSize }; got ${typeName(vae)}.`,
  );
}
