import { contiguous } from '@csm/base';
import { encode } from '@csm/core';
import { type Cells, cellBatches } from '@csm/datasets';
import ndarray, { type NdArray } from 'ndarray';
import type { CommandRun } from '../../terminal/command-run.js';
import type { CellModel } from '../model/cell-model.js';

/** Cells that are dense at the same time. */
export const BATCH = 128;

/** The latents of all cells, `[cells, latentSize]`. Only a batch of cells is dense at a time. */
export async function cellLatents(
  model: CellModel,
  cells: Cells,
  { signal, progress, warn }: Pick<CommandRun, 'signal' | 'progress' | 'warn'>,
): Promise<NdArray<Float32Array>> {
  const { encoder, genes, values, missingGenes } = model;
  const count = cells.spots.names.length;
  const latents = new Float32Array(count * encoder.latentSize);
  const onProgress = progress(`Encode the cells, ${model.name}`);
  const batches = cellBatches(cells, {
    genes,
    values,
    missingGenes,
    batchSize: BATCH,
    signal,
    onWarning: warn,
  });
  let done = 0;
  for await (const { inputs } of batches) {
    const part = await encode(encoder, inputs, { batchSize: BATCH, signal });
    latents.set(contiguous(part), done * encoder.latentSize);
    done += inputs.shape[0] ?? 0;
    onProgress({ done, total: count });
  }
  return ndarray(latents, [count, encoder.latentSize]);
}

/** The latents of some cells, in this order. */
export function rowsOf(latents: NdArray<Float32Array>, cells: ArrayLike<number>): NdArray<Float32Array> {
  const [, width = 0] = latents.shape;
  const values = new Float32Array(cells.length * width);
  for (let row = 0; row < cells.length; row++) {
    const start = (cells[row] ?? 0) * width;
    values.set(latents.data.subarray(start, start + width), row * width);
  }
  return ndarray(values, [cells.length, width]);
}
