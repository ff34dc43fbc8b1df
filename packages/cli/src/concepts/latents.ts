import { join } from 'node:path';
import { encodeToDisk, type LatentTable, loadLatents } from '@csm/core/node';
import ndarray, { type NdArray } from 'ndarray';
import { encodable } from '../inputs/encodable.js';
import type { InputSet } from '../inputs/input-set.js';
import type { OpenedModel } from '../models/opened-model.js';
import type { CommandRun } from '../terminal/command-run.js';
import { usageError } from '../terminal/usage-error.js';

/** Latents by the names of their samples. */
export interface Latents extends LatentTable {
  /** The latents of some samples, in this order. */
  of(ids: readonly string[]): NdArray<Float32Array>;
}

/**
 * The latents of all samples: those of `--latents`, or encoded into the folder `latents` of the output, where a later run finds them.
 * @throws if `--latents` has latents of another size, or lacks samples.
 */
export async function latentsOf(
  { encoder }: Pick<OpenedModel, 'encoder'>,
  inputs: Pick<InputSet, 'ids' | 'read'>,
  {
    out,
    latents: folder,
    batch,
  }: { readonly out: string; readonly latents?: string | undefined; readonly batch?: number | undefined },
  run: CommandRun,
): Promise<Latents> {
  if (folder !== undefined) {
    const table = await loadLatents(folder);
    const size = table.latents.shape[1];
    if (size !== encoder.latentSize) {
      throw usageError(
        `--latents ${folder}: the latents have ${size} dimensions; those of the model have ${encoder.latentSize}.`,
      );
    }
    return byId(table, inputs.ids, `--latents ${folder}`);
  }
  const into = join(out, 'latents');
  const { signal } = run;
  const table = await encodeToDisk(encoder, encodable(inputs, batch ?? 64), into, {
    signal,
    onProgress: run.progress('Encode'),
    ...(batch && { batchSize: batch }),
  });
  return byId(table, inputs.ids, into);
}

function byId({ ids, latents }: LatentTable, wanted: readonly string[], where: string): Latents {
  const rows = new Map(ids.map((id, row) => [id, row]));
  const missing = wanted.filter((id) => !rows.has(id));
  if (missing.length > 0) {
    throw usageError(
      `${where}: ${missing.length} of ${wanted.length} samples have no latent, such as "${missing[0]}"; encode all samples of these data.`,
    );
  }
  const size = latents.shape[1] ?? 0;
  const of = (some: readonly string[]) => {
    const values = new Float32Array(some.length * size);
    for (const [i, id] of some.entries()) {
      const row = rows.get(id) ?? 0;
      values.set(latents.data.subarray(row * size, (row + 1) * size), i * size);
    }
    return ndarray(values, [some.length, size]);
  };
  return { ids: wanted, latents: of(wanted), of };
}
