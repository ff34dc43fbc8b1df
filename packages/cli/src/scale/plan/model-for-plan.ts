import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { invalidFile } from '@csm/base';
import { storeKeys } from '@csm/scale';
import type { ModelFiles } from '../../models/model-files.js';
import { modelKind } from '../../models/model-kind.js';
import type { ModelOptions } from '../../models/model-options.js';
import type { OpenedModel } from '../../models/opened-model.js';
import type { JobSettings } from '../job/job-settings.js';

/** A model as the store of a plan holds it. */
export interface ModelForPlan {
  readonly settings: JobSettings['model'];
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** Reads the files of a model, and of the decoder of `--decoder`, for the store of a plan. */
export async function modelForPlan(
  path: string,
  model: Pick<OpenedModel, 'files' | 'decoderFiles'>,
  options: ModelOptions,
): Promise<ModelForPlan> {
  const encoder = await filesFor('encoder', path, model.files);
  const settings = { key: encoder.key, options: modelOptionsOf(options) };
  if (options.decoder === undefined || model.decoderFiles === undefined) {
    return { settings, files: encoder.files };
  }
  const decoder = await filesFor('decoder', options.decoder, model.decoderFiles);
  return { settings: { ...settings, decoder: decoder.key }, files: { ...encoder.files, ...decoder.files } };
}

function modelOptionsOf(options: ModelOptions): JobSettings['model']['options'] {
  const { normalise, layout, latentOutput, latentColumns, logVariance, latent, input } = options;
  const { inputShape, given, decoderOutput } = options;
  return {
    ...{ normalise, layout, latentOutput, latentColumns, logVariance, latent, input },
    ...{ inputShape, given, decoderOutput },
  };
}

/** @param files relative to the model's folder; the keys keep where they are relative to each other. */
async function filesFor(
  part: 'encoder' | 'decoder',
  given: string,
  files: ModelFiles,
): Promise<{ key: string; files: Record<string, Uint8Array> }> {
  const path = resolve((await modelKind(given)).path);
  const folder = (await stat(path)).isDirectory() ? path : dirname(path);
  const root = dirname(path);
  const found: [string, Uint8Array][] = [];
  for (const name of Object.keys(files)) {
    const inside = relative(root, join(folder, name)).split(sep);
    if (inside[0] === '..') {
      throw invalidFile(
        `${given}: expected all files of the model in its folder; ${name} is outside; copy it into the folder.`,
      );
    }
    found.push([storeKeys.model([part, ...inside].join('/')), await readFile(join(folder, name))]);
  }
  return { key: storeKeys.model(`${part}/${basename(path)}`), files: Object.fromEntries(found) };
}
