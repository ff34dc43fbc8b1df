import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidFile, unreadableFile } from '@csm/base';
import { type BatchNumbers, batchNumbers, type Cells } from '@csm/datasets';
import { columnNamed } from '../inputs/counts/column-named.js';
import { openSomeCells } from '../inputs/counts/count-inputs.js';
import { columnsOfFeatures } from '../inputs/counts/feature-order.js';
import type { DataKind } from '../inputs/data-kind.js';
import { openNpy } from '../inputs/npy-file.js';
import { openInputs } from '../inputs/open-inputs.js';
import { featuresOfTable } from '../inputs/table-inputs.js';
import { FEATURES_FILE, namesOf } from '../models/model-inputs.js';
import { sha256 } from '../run/run-record.js';
import type { CommandRun } from '../terminal/command-run.js';
import { withFile } from '../terminal/in-flags.js';
import { usageError } from '../terminal/usage-error.js';
import { cellSamples } from './cell-samples.js';
import type { TrainCommandOptions } from './train-options.js';
import { hasAllGenes, variableGenes } from './variable-genes.js';
import type { VectorSamples } from './vector-samples.js';

/** Opens what a training of vectors reads. */
export async function openVectors(
  path: string,
  data: DataKind,
  options: TrainCommandOptions,
  run: CommandRun,
): Promise<VectorSamples> {
  if (data.kind === 'table' || data.kind === 'array') return openNumbers(path, data, options, run);
  return withFile(path, () => openCounts(path, data, options, run));
}

/** Rows of a table or array: numbers of any unit, which have a Gaussian likelihood. */
async function openNumbers(
  path: string,
  data: DataKind,
  options: TrainCommandOptions,
  run: CommandRun,
): Promise<VectorSamples> {
  for (const name of ['hvg', 'batchColumn'] as const) {
    if (options[name] === undefined) continue;
    throw usageError(
      `${name === 'hvg' ? '--hvg' : '--batch-column'} is for counts of cells; ${path} holds rows of numbers; leave the option out.`,
    );
  }
  const { likelihood = 'gaussian' } = options;
  if (likelihood !== 'gaussian') {
    throw usageError(
      `--likelihood ${likelihood} is for counts of cells; ${path} holds rows of numbers; use gaussian, or pass the counts as an .h5ad.`,
    );
  }
  const given = await givenFeatures(options);
  const found = data.kind === 'table' ? await featuresOfTable(data.path, options, run.signal) : undefined;
  const size = given?.length ?? found?.length ?? (await openNpy(data.path)).shape[1] ?? 0;
  if (size === 0) throw invalidFile(`${path}: expected at least one column of numbers; it has none.`);
  const inputs = await openInputs(path, { inputShape: [size] }, run, options);
  const { kind, ids, sources, features } = inputs;
  const read: VectorSamples['read'] = (rows) => inputs.read(rows.map((row) => ids[row] ?? ''));
  return {
    ...{ kind, ids, sources, size, features, read },
    async *batches(rows, batchSize) {
      for (let start = 0; start < rows.length; start += batchSize) {
        run.signal.throwIfAborted();
        yield { inputs: await read(rows.slice(start, start + batchSize)) };
      }
    },
  };
}

async function openCounts(
  path: string,
  data: DataKind,
  options: TrainCommandOptions,
  run: CommandRun,
): Promise<VectorSamples> {
  const { likelihood = 'negativeBinomial', features, hvg } = options;
  const counts = options.counts ?? (likelihood === 'gaussian' ? 'log1p-cp10k' : 'raw');
  if (likelihood !== 'gaussian' && counts !== 'raw') {
    throw usageError(
      `--likelihood ${likelihood} is for raw counts; got --counts ${counts}; leave it out, or use --likelihood gaussian.`,
    );
  }
  if (features !== undefined && hvg !== undefined) {
    throw usageError('--features and --hvg both choose the genes; pass one of them.');
  }
  const { cells, sources } = await openSomeCells(data, run, options);
  const { batchColumn } = options;
  const batch =
    batchColumn === undefined
      ? undefined
      : batchNumbers(columnNamed(path, cells.spots, '--batch-column', batchColumn));
  const genes = await genesOf(path, cells, batch, options, run);
  const lists = features === undefined ? [] : [{ path: features, sha256: await sha256(features) }];
  return {
    ...{ kind: 'cells', ids: cells.spots.names, sources: [...sources, ...lists] },
    ...{ size: genes.length, features: genes, counts },
    ...cellSamples(cells, {
      ...{ genes, counts, signal: run.signal },
      batch: batch && batch.names.length > 1 ? batch : undefined,
    }),
  };
}

/** The genes of the model: those of `--features`, of an earlier run in the folder, or the most variable ones. */
async function genesOf(
  path: string,
  cells: Cells,
  batch: BatchNumbers | undefined,
  options: TrainCommandOptions,
  run: CommandRun,
): Promise<readonly string[]> {
  const given = await givenFeatures(options);
  if (given !== undefined) {
    columnsOfFeatures(path, cells.genes, given, given.length);
    return given;
  }
  const { hvg } = options;
  // A run that continues reads what it chose before.
  const before = join(options.out, FEATURES_FILE);
  if (!hasAllGenes(cells, hvg) && existsSync(before)) {
    const chosen = namesOf(await readFile(before, 'utf8'));
    const known = new Set(cells.genes);
    if (chosen.every((gene) => known.has(gene))) return chosen;
  }
  const genes = await variableGenes(cells, hvg, batch, run);
  const total = cells.genes.length;
  if (genes.length < total)
    run.log(`The model has the ${genes.length} most variable of ${total} genes; --hvg all uses all.`);
  return genes;
}

async function givenFeatures({ features }: TrainCommandOptions): Promise<string[] | undefined> {
  if (features === undefined) return undefined;
  const text = await readFile(features, 'utf8').catch((cause) => {
    throw unreadableFile(features, cause);
  });
  const names = namesOf(text);
  if (names.length > 0) return names;
  throw invalidFile(`${features}: expected names of features, one per line; the file has none.`);
}
