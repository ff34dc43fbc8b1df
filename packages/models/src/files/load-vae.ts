import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Vae } from '../architectures/vae.js';
import { checkBackend } from '../checks/check-backend.js';
import { checkFolder } from '../checks/checks.js';
import { buildModel, isObject, readJson, readModel } from './model-files.js';
import { previousOf, SAVED, SAVED_FORMAT, SAVED_VERSION } from './save-vae.js';

/**
 * Loads what `saveVae` wrote. The caller owns the VAE (`disposeVae`).
 *
 * If a save was cut off at the moment the folders were exchanged, the older model is loaded from
 * `<folder>.previous`.
 *
 * @throws Error, before anything is allocated, for a missing file, an HTML page or Git LFS pointer in place of a
 * file, weights of another length than the manifest tells, a manifest that names files outside its folder, an
 * unknown version, weights that are NaN or infinite, no tfjs backend that is ready; Error if the models do not have the shapes that `vae.json` tells.
 */
export async function loadVae(folder: string): Promise<Vae> {
  checkFolder('loadVae', folder);
  checkBackend('loadVae');
  const wanted = resolve(folder);
  const source = !existsSync(wanted) && existsSync(previousOf(wanted)) ? previousOf(wanted) : wanted;
  const about = await readAbout(join(source, SAVED.about));
  const encoderFiles = await readModel('loadVae', join(source, SAVED.encoder));
  const decoderFiles = await readModel('loadVae', join(source, SAVED.decoder));
  const encoder = await buildModel('loadVae', encoderFiles);
  let decoder: LayersModel | undefined;
  try {
    decoder = await buildModel('loadVae', decoderFiles);
    const { inputShape, latentSize } = about;
    const latentShapes = [[latentSize], [latentSize]];
    checkShapes(source, 'encoder input', shapes(encoder.inputs), [inputShape]);
    checkShapes(source, 'encoder output', shapes(encoder.outputs), latentShapes);
    checkShapes(source, 'decoder input', shapes(decoder.inputs), [[latentSize]]);
    checkShapes(source, 'decoder output', shapes(decoder.outputs), [inputShape]);
  } catch (error) {
    encoder.dispose();
    decoder?.dispose();
    throw error;
  }
  return { ...about, encoder, decoder };
}

async function readAbout(file: string): Promise<Pick<Vae, 'name' | 'inputShape' | 'latentSize'>> {
  const about = await readJson('loadVae', file);
  if (!isObject(about) || about.format !== SAVED_FORMAT || about.version !== SAVED_VERSION) {
    const found = isObject(about) ? `format ${about.format}, version ${about.version}` : 'other JSON';
    throw new Error(
      `loadVae: ${file} must say format ${SAVED_FORMAT}, version ${SAVED_VERSION}; it holds ${found}.`,
    );
  }
  const { name, inputShape, latentSize } = about;
  const valid =
    typeof name === 'string' &&
    Number.isSafeInteger(latentSize) &&
    Array.isArray(inputShape) &&
    inputShape.every((length) => Number.isSafeInteger(length) && length > 0);
  if (!valid) {
    throw new Error(`loadVae: ${file} lacks name, inputShape or latentSize. Save the model again.`);
  }
  return { name, inputShape: inputShape as number[], latentSize: latentSize as number };
}

type Shape = readonly (number | null)[];

function shapes(tensors: readonly { readonly shape: Shape }[]): Shape[] {
  return tensors.map((tensor) => tensor.shape.slice(1));
}

function checkShapes(folder: string, what: string, got: readonly Shape[], expected: readonly Shape[]): void {
  if (JSON.stringify(got) === JSON.stringify(expected)) return;
  throw new Error(
    `loadVae: the ${what} in ${folder} has shape ${JSON.stringify(got)}; its ${SAVED.about} says ` +
      `${JSON.stringify(expected)}. The files belong to different models.`,
  );
}
