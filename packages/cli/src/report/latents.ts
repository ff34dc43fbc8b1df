import { encode } from '@csm/core';
import ndarray, { type NdArray } from 'ndarray';
import type { ReportContext } from './report-context.js';

/** Inputs that are in memory at the same time. */
const CHUNK = 64;

/** The latents of all inputs, read and encoded chunk by chunk. */
export async function latentsOf({
  model,
  inputs,
  folder,
  run,
}: Pick<ReportContext, 'model' | 'inputs' | 'folder' | 'run'>): Promise<NdArray<Float32Array>> {
  const { ids } = inputs;
  return folder.array('latents.npy', 'the latents of all inputs, in the order of inputs.csv', async () => {
    const onProgress = run.progress('Encode the inputs');
    const { encoder } = model;
    const values = new Float32Array(ids.length * encoder.latentSize);
    for (let start = 0; start < ids.length; start += CHUNK) {
      const chunk = await inputs.read(ids.slice(start, start + CHUNK));
      const { data } = await encode(encoder, chunk, { signal: run.signal });
      values.set(data, start * encoder.latentSize);
      onProgress({ done: Math.min(start + CHUNK, ids.length), total: ids.length });
    }
    return ndarray(values, [ids.length, encoder.latentSize]);
  });
}

/** The latents of some inputs, `[ids.length, latentSize]`. */
export function latentsFor(
  { inputs, latents }: Pick<ReportContext, 'inputs' | 'latents'>,
  ids: readonly string[],
): NdArray<Float32Array> {
  const rowOf = new Map(inputs.ids.map((id, row) => [id, row]));
  const [, size = 0] = latents.shape;
  const values = new Float32Array(ids.length * size);
  for (const [i, id] of ids.entries()) {
    const row = rowOf.get(id) ?? 0;
    values.set(latents.data.subarray(row * size, (row + 1) * size), i * size);
  }
  return ndarray(values, [ids.length, size]);
}
