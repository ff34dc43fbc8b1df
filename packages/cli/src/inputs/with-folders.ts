import { existsSync } from 'node:fs';
import { contiguous, size } from '@csm/base';
import ndarray from 'ndarray';
import type { CommandRun } from '../terminal/command-run.js';
import { dataKind } from './data-kind.js';
import { type DataOptions, optionsOfFolder } from './data-options.js';
import type { InputSet } from './input-set.js';
import type { InputsFor } from './inputs-for.js';
import { openInputs } from './open-inputs.js';

/** A folder, and what the ids of its samples begin with. */
interface Place {
  readonly prefix: string;
  readonly inputs: Pick<InputSet, 'ids' | 'read' | 'sources'>;
}

/**
 * The data, together with folders outside them: the ids of a folder's samples begin with its path.
 * @param options of the data, which also decide how the samples of the folders are read.
 */
export async function withFolders(
  inputs: InputSet,
  folders: readonly string[],
  { inputs: encoder }: { readonly inputs: InputsFor },
  run: CommandRun,
  options: DataOptions,
): Promise<InputSet> {
  const outside: Place[] = [];
  for (const folder of folders) {
    const { kind } = await dataKind(folder);
    const opened = await openInputs(folder, encoder, run, optionsOfFolder(kind, options));
    outside.push({ prefix: prefixOf(folder), inputs: opened });
  }
  if (outside.length === 0) return inputs;
  const places = [...outside, { prefix: '', inputs }];
  const length = size(inputs.shape);
  return {
    ...inputs,
    ids: [
      ...inputs.ids,
      ...outside.flatMap(({ prefix, inputs: { ids } }) => ids.map((id) => `${prefix}${id}`)),
    ],
    sources: [...inputs.sources, ...outside.flatMap(({ inputs: { sources } }) => sources)],
    read: async (ids) => {
      const placeOf = ids.map((id) => places.find(({ prefix }) => id.startsWith(prefix)));
      const values = new Float32Array(ids.length * length);
      for (const place of places) {
        const rows = [...ids.keys()].filter((row) => placeOf[row] === place);
        if (rows.length === 0) continue;
        const wanted = rows.map((row) => (ids[row] ?? '').slice(place.prefix.length));
        const part = contiguous(await place.inputs.read(wanted));
        for (const [i, row] of rows.entries()) {
          values.set(part.subarray(i * length, (i + 1) * length), row * length);
        }
      }
      return ndarray(values, [ids.length, ...inputs.shape]);
    },
  };
}

/** Whether `folder` names a folder inside the data, whose samples have ids such as `folder/a.png`. */
export function isInside(ids: readonly string[], folder: string): boolean {
  const prefix = prefixOf(folder);
  return ids.some((id) => id.startsWith(prefix)) && !existsSync(folder);
}

/** What the ids of the samples of a folder begin with. */
export const prefixOf = (folder: string): string => `${folder.replace(/\/$/, '')}/`;
