import { join, resolve } from 'node:path';
import { invalidArgument, rows } from '@csm/base';
import { writeAtomically } from '@csm/base/node';
import { encodeToDisk, type LatentTable } from '@csm/core/node';
import { addToAnnData } from '@csm/datasets/node';
import { csvFormatRow } from 'd3-dsv';
import ndarray from 'ndarray';
import type { DataOptions } from '../inputs/data-options.js';
import { encodable } from '../inputs/encodable.js';
import type { InputSet } from '../inputs/input-set.js';
import { openInputs } from '../inputs/open-inputs.js';
import type { ModelOptions } from '../models/model-options.js';
import { openModel } from '../models/open-model.js';
import { hashesOf } from '../run/run-hashes.js';
import { claimFolder } from '../run/run-record.js';
import { dataSettings, modelSettings } from '../run/run-settings.js';
import { versionsOf } from '../run/versions.js';
import type { CommandRun } from '../terminal/command-run.js';
import { usageError } from '../terminal/usage-error.js';

/** The options of `csm encode`. */
export interface EncodeCommandOptions extends ModelOptions, DataOptions {
  readonly out: string;
  readonly csv?: boolean | undefined;
  readonly h5ad?: string | undefined;
  /** One draw of the posterior per sample instead of its mean. */
  readonly draw?: boolean | undefined;
  readonly seed: number;
  readonly batch: number;
}

/** Encodes all samples into a folder. */
export async function encodeData(
  modelPath: string,
  dataPath: string,
  options: EncodeCommandOptions,
  run: CommandRun,
): Promise<void> {
  const { out, batch, draw, seed } = options;
  if (options.h5ad !== undefined && resolve(options.h5ad) === resolve(dataPath)) {
    throw usageError('--h5ad must be a new file; the data are never changed.');
  }
  const model = await openModel(modelPath, options, run);
  try {
    const { encoder } = model;
    if (draw && encoder.sampled === undefined) {
      throw invalidArgument(
        'csm: --draw needs the log-variance of the posterior, which was not found in this model; name its output with --log-variance.',
      );
    }
    const inputs = await openInputs(dataPath, model.inputs, run, options);
    if (options.h5ad !== undefined && (inputs.kind !== 'cells' || !/\.(h5ad|hdf5)$/i.test(dataPath))) {
      const what = inputs.kind === 'cells' ? 'of another format' : inputs.kind;
      throw usageError(`--h5ad needs the cells of an .h5ad as data; these are ${what}.`);
    }
    await claimFolder(out, {
      command: 'encode',
      settings: {
        ...modelSettings(model, options),
        ...dataSettings(inputs, options),
        ...(draw && { draw: true, seed }),
      },
      seeds: draw ? [seed] : [],
      hashes: await hashesOf(model, inputs.sources),
      versions: versionsOf(model.engine),
    });
    const table = await encodeToDisk(encoder, encodable(inputs, batch), out, {
      batchSize: batch,
      signal: run.signal,
      onProgress: run.progress('encoded'),
      ...(draw && { sample: { seed } }),
    });
    const files = [join(out, 'latents.npy'), join(out, 'ids.json')];
    if (options.csv) files.push(await writeCsv(join(out, 'latents.csv'), table));
    if (options.h5ad !== undefined) files.push(await writeObsm(dataPath, options.h5ad, inputs, table));
    run.print(`${table.ids.length} latents of ${encoder.latentSize} numbers: ${files.join(', ')}`);
    run.json({ samples: table.ids.length, latentSize: encoder.latentSize, engine: model.engine, files });
  } finally {
    await model.dispose();
  }
}

/** One row per sample: its id and its latent. */
async function writeCsv(path: string, { ids, latents }: LatentTable): Promise<string> {
  const [, width = 0] = latents.shape;
  const lines = function* () {
    const encoder = new TextEncoder();
    yield encoder.encode(`id,${Array.from({ length: width }, (_, k) => `z${k}`).join(',')}\n`);
    let row = 0;
    for (const latent of rows(latents.data, width)) {
      yield encoder.encode(`${csvFormatRow([ids[row++] ?? ''])},${latent.join(',')}\n`);
    }
  };
  await writeAtomically(path, lines());
  return path;
}

/** A copy of the `.h5ad` with the latents, in the order of its cells. */
async function writeObsm(
  from: string,
  to: string,
  inputs: InputSet,
  { ids, latents }: LatentTable,
): Promise<string> {
  const { tables } = inputs;
  if (tables === undefined) return to;
  const [, width = 0] = latents.shape;
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const values = new Float32Array(tables.spots.names.length * width).fill(Number.NaN);
  for (const [spot, name] of tables.spots.names.entries()) {
    const row = rowOf.get(name);
    if (row !== undefined) values.set(latents.data.subarray(row * width, (row + 1) * width), spot * width);
  }
  const obsm = { X_csm: ndarray(values, [tables.spots.names.length, width]) };
  await addToAnnData({ from, to, counts: tables, obsm });
  return to;
}
