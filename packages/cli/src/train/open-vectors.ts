import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidFile, largest, unreadableFile, validNames } from '@csm/base';
import { type BatchNumbers, batchNumbers, type Cells, cellMatrix, highlyVariableGenes } from '@csm/datasets';
import { cellValues } from '../inputs/counts/cell-inputs.js';
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
import type { TrainCommandOptions } from './train-options.js';
import type { VectorSamples } from './vector-samples.js';

/** The number of highly variable genes without `--hvg`. */
const VARIABLE_GENES = 2000;

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
  return {
    kind,
    ids,
    sources,
    size,
    features,
    read: (rows) => inputs.read(rows.map((row) => ids[row] ?? '')),
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
  const batch = options.batchColumn === undefined ? undefined : batchesOf(path, cells, options.batchColumn);
  const genes = await genesOf(path, cells, batch, options, run);
  const lists = features === undefined ? [] : [{ path: features, sha256: await sha256(features) }];
  return {
    ...{ kind: 'cells', ids: cells.spots.names, sources: [...sources, ...lists] },
    ...{ size: genes.length, features: genes, counts },
    ...(batch && batch.names.length > 1 && { batch }),
    read: (rows) => cellMatrix(cells, { rows, genes, values: cellValues(counts), signal: run.signal }),
  };
}

/** The genes of the model: those of `--features`, of an earlier run in the folder, or the most variable ones. */
async function genesOf(
  path: string,
  cells: Cells,
  batch: BatchNumbers | undefined,
  options: TrainCommandOptions,
  { signal, warn, log, progress }: CommandRun,
): Promise<readonly string[]> {
  const given = await givenFeatures(options);
  if (given !== undefined) {
    columnsOfFeatures(path, cells.genes, given, given.length);
    return given;
  }
  const total = cells.genes.length;
  const count = options.hvg ?? VARIABLE_GENES;
  if (count === 'all' || count >= total) return cells.genes;
  // A run that continues reads what it chose before.
  const before = join(options.out, FEATURES_FILE);
  if (existsSync(before)) {
    const genes = namesOf(await readFile(before, 'utf8'));
    const known = new Set(cells.genes);
    if (genes.every((gene) => known.has(gene))) return genes;
  }
  const { indices } = await highlyVariableGenes(cells, {
    ...{ count: options.hvg === undefined ? undefined : count, signal, onWarning: warn },
    ...{ onProgress: progress('variable genes'), batch: batch && withoutRare(batch) },
  });
  log(`The model has the ${indices.length} most variable of ${total} genes; --hvg all uses all.`);
  return Array.from(indices.sort(), (gene) => cells.genes[gene] ?? '');
}

/** The batches with which variable genes are found: a cell that is alone in its batch joins the largest one. */
function withoutRare({ numbers, names }: BatchNumbers): Uint32Array {
  const sizes = new Uint32Array(names.length);
  for (const number of numbers) sizes[number] = (sizes[number] ?? 0) + 1;
  const most = sizes.indexOf(largest(sizes));
  return numbers.map((number) => ((sizes[number] ?? 0) > 1 ? number : most));
}

function batchesOf(path: string, cells: Cells, name: string): BatchNumbers {
  const columns = cells.spots.columns ?? {};
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
  if (column !== undefined) return batchNumbers(column);
  const names = Object.keys(columns);
  const hint = names.length === 0 ? 'it has no columns' : validNames('columns', name, names);
  throw usageError(`--batch-column: ${path} has no column "${name}"; ${hint}.`);
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
