import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkOneOf, checkOptionalFunction, checkOptions, checkPath, invalidFile, shown } from '@csm/base';
import { checkBackend } from '@csm/base/tfjs';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { makeVae } from '../architectures/make-vae.js';
import type { Vae } from '../architectures/vae.js';
import { isObject } from '../checks/is-object.js';
import { LIKELIHOODS, type Likelihood } from '../training/likelihood/likelihood.js';
import { SAMPLINGS, type Sampling } from '../training/loss/sampling.js';
import { buildLayersModel } from './build-layers-model.js';
import type { LoadVaeOptions } from './load-vae-options.js';
import { readJson } from './read-file.js';
import { type ModelFiles, readModel } from './read-model.js';
import { savedSampling } from './saved-sampling.js';
import { previousOf, SAVED, SAVED_FORMAT, SAVED_VERSION } from './saved-vae.js';
import { MODEL_FILE } from './write-model.js';

/**
 * Loads a VAE that `saveVae` wrote. The caller owns it (`disposeVae`).
 *
 * The `sampling` of the VAE, and therefore the σ of its posterior, is the saved one. Version 0.1 did not save it: pass `sampling`, or see
 * {@link LoadVaeOptions} for the value that is assumed, with a warning.
 *
 * If a save was interrupted while the folders were exchanged, the older model is loaded from `<folder>.previous`.
 *
 * @throws Error with code `ERR_INVALID_FILE`, before anything is allocated, for a missing file, an HTML page or Git LFS pointer
 * instead of a file, weights of another length than the manifest describes, a manifest that names files outside its folder,
 * an unknown version, and NaN or infinite weights; also if the models do not have the shapes that `vae.json` describes. Error
 * with code `ERR_UNSUPPORTED_MODEL` for layers that tfjs does not know. TypeError with code `ERR_INVALID_ARGUMENT` if
 * `folder` is not a path, or if no tfjs backend is ready.
 * @category Save and load
 */
export async function loadVae(folder: string, options: LoadVaeOptions = {}): Promise<Vae> {
  checkOptions<LoadVaeOptions>('loadVae', options, { sampling: true, onWarning: true });
  const { onWarning = console.warn } = options;
  if (options.sampling !== undefined) checkOneOf('loadVae', 'sampling', options.sampling, SAMPLINGS);
  checkOptionalFunction('loadVae', 'onWarning', options.onWarning);
  checkPath('loadVae', 'folder', folder, 'a folder');
  checkBackend('loadVae');
  const wanted = resolve(folder);
  const source = !existsSync(wanted) && existsSync(previousOf(wanted)) ? previousOf(wanted) : wanted;
  const description = await readDescription(join(source, SAVED.about));
  const read = (part: string) => readModel('loadVae', join(source, part, MODEL_FILE), 'layers model');
  const encoderFiles = await read(SAVED.encoder);
  const decoderFiles = await read(SAVED.decoder);
  const encoder = await build(encoderFiles);
  let decoder: LayersModel | undefined;
  try {
    decoder = await build(decoderFiles);
    const { sampling: recorded, ...shapes } = description;
    const parts = { ...shapes, encoder, decoder };
    checkShapes(source, parts);
    return makeVae(parts, savedSampling(source, parts, recorded, { ...options, onWarning }));
  } catch (error) {
    encoder.dispose();
    decoder?.dispose();
    throw error;
  }
}

function build({ file, artifacts }: ModelFiles): Promise<LayersModel> {
  return buildLayersModel(`loadVae: ${file}`, artifacts);
}

/** Reads `vae.json`. */
async function readDescription(file: string): Promise<Omit<Vae, 'encoder' | 'decoder'>> {
  const json = await readJson('loadVae', file);
  if (!isObject(json) || json.format !== SAVED_FORMAT || json.version !== SAVED_VERSION) {
    const found = isObject(json) ? `format ${json.format}, version ${json.version}` : 'other JSON';
    throw invalidFile(
      `loadVae: expected format ${SAVED_FORMAT}, version ${SAVED_VERSION}; ${file} holds ${found}; save the model again with ` +
        'this version.',
    );
  }
  const { name, inputShape, latentSize, sampling, likelihood, batches } = json;
  if (typeof name !== 'string' || !isLength(latentSize) || !isShape(inputShape)) {
    throw invalidFile(
      `loadVae: expected name, inputShape and latentSize; ${file} lacks one of them; save the model again.`,
    );
  }
  if (sampling !== undefined && !isSampling(sampling)) {
    throw invalidFile(
      `loadVae: expected sampling 'standard' or 'reference'; ${file} has ${shown(sampling)}; save the model again, or correct it.`,
    );
  }
  if (likelihood !== undefined && !isLikelihood(likelihood)) {
    throw invalidFile(
      `loadVae: expected a known likelihood, ${LIKELIHOODS.join(', ')}; ${file} has ${shown(likelihood)}; save the model again, or correct it.`,
    );
  }
  if (batches !== undefined && !isLength(batches)) {
    throw invalidFile(
      `loadVae: expected a whole number of batches, 1 or more; ${file} has ${shown(batches)}; save the model again, or correct it.`,
    );
  }
  return {
    name,
    inputShape,
    latentSize,
    ...(sampling !== undefined && { sampling }),
    ...(likelihood !== undefined && { likelihood }),
    ...(batches !== undefined && { batches }),
  };
}

function isSampling(value: unknown): value is Sampling {
  return SAMPLINGS.some((sampling) => sampling === value);
}

function isLikelihood(value: unknown): value is Likelihood {
  return LIKELIHOODS.some((likelihood) => likelihood === value);
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

function isShape(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(isLength);
}

/** @throws unless the models have the shapes that `vae.json` describes. */
function checkShapes(
  folder: string,
  { encoder, decoder, inputShape, latentSize, likelihood, batches = 0 }: Omit<Vae, 'name' | 'sampling'>,
): void {
  const batchInput = batches > 0 ? [[batches]] : [];
  // The encoder may or may not have the batch as an input.
  const encoderInputs = [inputShape, ...(encoder.inputs.length > 1 ? batchInput : [])];
  checkShapesOf(folder, 'encoder input', encoder.inputs, encoderInputs);
  checkShapesOf(folder, 'encoder output', encoder.outputs, [[latentSize], [latentSize]]);
  checkShapesOf(folder, 'decoder input', decoder.inputs, [[latentSize], ...batchInput]);
  checkShapesOf(folder, 'decoder output', decoder.outputs, decoderOutputs(likelihood, inputShape));
}

/** The shapes of a decoder's outputs: each parameter of its likelihood has the shape of the inputs. */
function decoderOutputs(likelihood: Likelihood = 'bernoulli', inputShape: readonly number[]) {
  const parameters = {
    bernoulli: 1,
    poisson: 1,
    gaussian: 2,
    negativeBinomial: 2,
    zeroInflatedNegativeBinomial: 3,
  };
  return Array.from({ length: parameters[likelihood] }, () => inputShape);
}

function checkShapesOf(
  folder: string,
  what: string,
  tensors: readonly { readonly shape: readonly (number | null)[] }[],
  expected: readonly (readonly number[])[],
): void {
  const shapes = tensors.map((tensor) => tensor.shape.slice(1));
  if (JSON.stringify(shapes) === JSON.stringify(expected)) return;
  throw invalidFile(
    `loadVae: expected files of one VAE; the ${what} in ${folder} has shape ${JSON.stringify(shapes)}, but its ${SAVED.about} ` +
      `describes ${JSON.stringify(expected)}; copy the whole folder again.`,
  );
}
