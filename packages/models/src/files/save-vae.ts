import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { checkPath, invalidArgument } from '@csm/base';
import { removeTemporaries, temporaryName, writeAtomically } from '@csm/base/node';
import { checkVae } from '../architectures/check-vae.js';
import type { Vae } from '../architectures/vae.js';
import { samplingOf, savedMetadata, saysPosterior } from '../architectures/vae-sampling.js';
import { previousOf, SAVED, SAVED_FORMAT, SAVED_VERSION } from './saved-vae.js';
import { writeModel } from './write-model.js';

/**
 * Saves a VAE: `folder/encoder` and `folder/decoder` in tfjs' own format (`model.json`, `weights.bin`; plain
 * `tf.loadLayersModel` reads them, also in a browser) and `folder/vae.json` with name, shapes and `sampling`. The encoder's
 * `model.json` also records the sampling, in tfjs' metadata, so that `layersEncoder` of a model loaded from it knows σ.
 *
 * Everything is written to a new folder next to it, which is then renamed. A model that was saved there earlier is replaced;
 * if the save is interrupted, the earlier model can still be loaded. Use `folder` only for this model.
 *
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` if `folder` is not a path, cannot be written to, or contains
 * anything other than a saved VAE.
 * @category Save and load
 */
export async function saveVae(vae: Vae, folder: string): Promise<void> {
  checkVae('saveVae', vae);
  checkPath('saveVae', 'folder', folder, 'a folder');
  // A VAE that was built elsewhere and does not record its sampling is saved as 'standard'.
  const sampling = samplingOf('saveVae', vae) ?? (saysPosterior(vae.encoder) ? undefined : 'standard');
  const target = resolve(folder);
  const exists = await checkReplaceable(target);
  // A folder of this name is removed, so it must not contain anything else either.
  await checkReplaceable(previousOf(target));
  await mkdir(dirname(target), { recursive: true });
  await removeTemporaries(dirname(target));
  const temporary = temporaryName(target);
  try {
    const metadata = savedMetadata(vae.encoder, sampling);
    await writeModel(vae.encoder, join(temporary, SAVED.encoder), metadata);
    await writeModel(vae.decoder, join(temporary, SAVED.decoder));
    const { name, inputShape, latentSize, likelihood, batches } = vae;
    const description = {
      format: SAVED_FORMAT,
      version: SAVED_VERSION,
      name,
      inputShape,
      latentSize,
      sampling,
      likelihood,
      batches,
    };
    await writeAtomically(join(temporary, SAVED.about), `${JSON.stringify(description, null, 2)}\n`);
    await replaceFolder(target, temporary, exists);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Renames `temporary` to `target`. Node cannot swap two folders at once, so the older folder is renamed first. */
async function replaceFolder(target: string, temporary: string, exists: boolean): Promise<void> {
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

/** Whether `folder` exists. @throws if it contains anything that a save would destroy. */
async function checkReplaceable(folder: string): Promise<boolean> {
  const entries = await entriesOf(folder);
  if (!entries) return false;
  const ours: readonly string[] = Object.values(SAVED);
  const foreign = entries.filter((entry) => !ours.includes(entry));
  if (foreign.length === 0) return true;
  throw invalidArgument(
    `saveVae: expected an empty folder or one with a saved VAE; ${folder} holds other files (${foreign.slice(0, 3).join(', ')}); ` +
      'choose a folder for this model only.',
  );
}

/** Undefined if the folder does not exist. */
async function entriesOf(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw invalidArgument(
      `saveVae: expected a folder that can be written to; ${folder} is not one; choose another.`,
      { cause },
    );
  }
}
