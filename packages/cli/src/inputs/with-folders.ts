import { existsSync } from 'node:fs';
import { contiguous } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import type { OpenedModel } from '../models/opened-model.js';
import type { CommandRun } from '../terminal/command-run.js';
import type { InputSet } from './input-set.js';
import { openInputs } from './open-inputs.js';

/**
 * The data, together with folders outside them: the ids of a folder's samples begin with its path.
 */
export async function withFolders(
  inputs: InputSet,
  folders: readonly string[],
  { encoder }: Pick<OpenedModel, 'encoder'>,
  run: CommandRun,
): Promise<InputSet> {
  const outside: { readonly prefix: string; readonly inputs: InputSet }[] = [];
  for (const folder of folders) {
    outside.push({ prefix: `${folder.replace(/\/$/, '')}/`, inputs: await openInputs(folder, encoder, run) });
  }
  if (outside.length === 0) return inputs;
  const ofId = (id: string) => {
    const found = outside.find(({ prefix }) => id.startsWith(prefix));
    return found ? { inputs: found.inputs, id: id.slice(found.prefix.length) } : { inputs, id };
  };
  return {
    ...inputs,
    ids: [
      ...inputs.ids,
      ...outside.flatMap(({ prefix, inputs: { ids } }) => ids.map((id) => `${prefix}${id}`)),
    ],
    sources: [...inputs.sources, ...outside.flatMap(({ inputs: { sources } }) => sources)],
    read: async (ids) => {
      const parts: NdArray<Float32Array>[] = [];
      for (const id of ids) {
        const place = ofId(id);
        parts.push(await place.inputs.read([place.id]));
      }
      const size = inputs.shape.reduce((a, b) => a * b, 1);
      const values = new Float32Array(ids.length * size);
      for (const [i, part] of parts.entries()) values.set(contiguous(part), i * size);
      return ndarray(values, [ids.length, ...inputs.shape]);
    },
  };
}

/** Whether `folder` names a folder inside the data, whose samples have ids such as `folder/a.png`. */
export function isInside(ids: readonly string[], folder: string): boolean {
  const prefix = `${folder.replace(/\/$/, '')}/`;
  return ids.some((id) => id.startsWith(prefix)) && !existsSync(folder);
}
