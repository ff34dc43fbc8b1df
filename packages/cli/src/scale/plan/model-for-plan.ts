import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { invalidFile } from '@csm/base';
import { storeKeys } from '@csm/scale';
import type { ModelFiles } from '../../models/model-files.js';
import { modelKind } from '../../models/model-kind.js';
import type { OpenedModel } from '../../models/opened-model.js';

/** A model as the store of a plan holds it. */
export interface ModelForPlan {
  /** The key of what a worker opens: a file or folder. */
  readonly key: string;
  readonly decoder?: string | undefined;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** Reads the files of a model, and of the decoder of `--decoder`, for the store of a plan. */
export async function modelForPlan(
  path: string,
  model: Pick<OpenedModel, 'files' | 'decoderFiles'>,
  decoder: string | undefined,
): Promise<ModelForPlan> {
  const encoder = await filesFor('encoder', path, model.files);
  if (decoder === undefined || model.decoderFiles === undefined) return encoder;
  const separate = await filesFor('decoder', decoder, model.decoderFiles);
  return { key: encoder.key, decoder: separate.key, files: { ...encoder.files, ...separate.files } };
}

/** @param files relative to the model's folder; the keys keep where they are relative to each other. */
async function filesFor(
  part: 'encoder' | 'decoder',
  given: string,
  files: ModelFiles,
): Promise<ModelForPlan> {
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
