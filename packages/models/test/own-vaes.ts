import { afterEach } from 'vitest';
import { disposeVae } from '../src/architectures/dispose-vae.js';
import type { Vae } from '../src/architectures/vae.js';

/** Returns a function that hands a VAE through and disposes it after the test. */
export function ownVaes(): (vae: Vae) => Vae {
  const made: Vae[] = [];
  afterEach(() => {
    for (const vae of made.splice(0)) disposeVae(vae);
  });
  return (vae) => {
    made.push(vae);
    return vae;
  };
}
