import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Vae } from '../architectures/vae.js';
import { checkFolder, checkVae } from '../checks/checks.js';
import { writeDurably, writeModel } from './model-files.js';

/** What a saved VAE is made of. */
export const SAVED = { about: 'vae.json', encoder: 'encoder', decoder: 'decoder' } as const;
export const SAVED_FORMAT = 'csm-vae';
export const SAVED_VERSION = 1;

/** Where the older model waits during the two renames of a save; `loadVae` looks here if the folder is gone. */
export function previousOf(folder: string): string {
  return `${resolve(folder)}.previous`;
}

/**
 * Saves a VAE: `folder/encoder` and `folder/decoder` in tfjs' own format (`model.json`, `weights.bin`; stock
 * `tf.loadLayersModel` reads them, also in a browser) and `folder/vae.json` with name and shapes.
 *
 * All is written to a new folder beside it, which then takes the name. A model saved there earlier is replaced;
 * if the save is interrupted, the earlier one can still be loaded. `folder` must be for this model alone.
 *
 * @throws Error if `folder` holds anything but a saved VAE, or cannot be written.
 */
export async function saveVae(vae: Vae, folder: string): Promise<void> {
  checkVae('saveVae', vae);
  checkFolder('saveVae', folder);
  const target = resolve(folder);
  const exists = await checkReplaceable(target);
  await mkdir(dirname(target), { recursive: true });
  const temporary = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  try {
    await writeModel(vae.encoder, join(temporary, SAVED.encoder));
    await writeModel(vae.decoder, join(temporary, SAVED.decoder));
    const { name, inputShape, latentSize } = vae;
    const about = { format: SAVED_FORMAT, version: SAVED_VERSION, name, inputShape, latentSize };
    await writeDurably(join(temporary, SAVED.about), `${JSON.stringify(about, null, 2)}\n`);
    await takeName(temporary, target, exists);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Renames `temporary` to `target`. No system call of Node's swaps two folders, so the older one steps aside. */
async function takeName(temporary: string, target: string, exists: boolean): Promise<void> {
  const previous = previousOf(target);
  if (exists) {
    await rm(previous, { recursive: true, force: true });
    await rename(target, previous);
  }
  try {
    await rename(temporary, target);
  } catch (error) {
    if (exists) await rename(previous, target);
    throw error;
  }
  await rm(previous, { recursive: true, force: true });
}

/** Whether `folder` is there; throws if it holds what a save would destroy. */
async function checkReplaceable(folder: string): Promise<boolean> {
  let entries: string[];
  try {
    entries = await readdir(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw new Error(`saveVae: ${folder} is not a folder that can be written to; choose another.`, { cause });
  }
  const ours: readonly string[] = Object.values(SAVED);
  const foreign = entries.filter((entry) => !ours.includes(entry));
  if (foreign.length > 0) {
    throw new Error(
      `saveVae: ${folder} holds files that saveVae did not write (${foreign.slice(0, 3).join(', ')}); ` +
        'choose a folder for this model alone.',
    );
  }
  return true;
}
