import { resolve } from 'node:path';

/** The parts of a saved VAE: a file with its name and shapes, and the folders of the two models. */
export const SAVED = { about: 'vae.json', encoder: 'encoder', decoder: 'decoder' } as const;
export const SAVED_FORMAT = 'csm-vae';
export const SAVED_VERSION = 1;

/**
 * The location of the older model during the two renames of a save; `loadVae` looks here if the folder does not
 * exist.
 */
export function previousOf(folder: string): string {
  return `${resolve(folder)}.previous`;
}
