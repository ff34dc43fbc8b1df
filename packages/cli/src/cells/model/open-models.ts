import { batchNumbers } from '@csm/datasets';
import { experimentEngine } from '../../models/engine.js';
import { claimFolder } from '../../run/run-record.js';
import { versionsOf } from '../../run/versions.js';
import type { CommandRun } from '../../terminal/command-run.js';
import { usageError } from '../../terminal/usage-error.js';
import { variableGenes } from '../../train/variable-genes.js';
import type { CellsOptions } from '../cells-options.js';
import { seedsOf } from '../cells-settings.js';
import type { CellsData } from '../data/open-cells-data.js';
import type { CellModel } from './cell-model.js';
import { type GivenModel, givenModel } from './given-model.js';
import { trainedModel } from './trained-model.js';

/** What models are opened or made from. */
export interface OpenModelsInput {
  readonly data: CellsData;
  /** The batch of each cell; undefined without `--batch`. */
  readonly batches: readonly (string | null)[] | undefined;
  readonly options: CellsOptions;
  readonly settings: Readonly<Record<string, unknown>>;
  /** SHA-256 of everything that is read, by path. */
  readonly tables: Readonly<Record<string, string>>;
}

/** The models of a run; the caller disposes them. */
export interface OpenModels {
  readonly models: readonly [CellModel, ...CellModel[]];
  /** What was chosen for a training, in words. */
  readonly notes: readonly string[];
  /** The settings of the run, with the values that a given model takes. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Opens the given models, or trains one per seed. Claims the folder before anything is written. */
export async function openModels(input: OpenModelsInput, run: CommandRun): Promise<OpenModels> {
  return input.options.encoder === undefined ? trainedModels(input, run) : givenModels(input, run);
}

async function givenModels(input: OpenModelsInput, run: CommandRun): Promise<OpenModels> {
  const { data, options } = input;
  const { encoder = '', secondEncoder } = options;
  const models: GivenModel[] = [];
  try {
    const first = await givenModel(encoder, 'encoder', data, options, run);
    models.push(first);
    if (secondEncoder !== undefined) {
      const second = await givenModel(secondEncoder, 'second encoder', data, options, run);
      models.push(second);
      checkSameGenes(first, second);
    }
    const { opened, counts } = first;
    const settings = { ...input.settings, counts };
    await claim(
      { ...input, settings },
      { first: opened.sha256, second: models[1]?.opened.sha256 },
      opened.engine,
    );
    return { models: [first, ...models.slice(1)], notes: [], settings };
  } catch (error) {
    for (const model of models) await model.dispose();
    throw error;
  }
}

function checkSameGenes({ genes }: GivenModel, { genes: others }: GivenModel): void {
  if (genes.length === others.length) return;
  throw usageError(
    `--second-encoder must take the same genes as --encoder, ${genes.length}; it takes ${others.length}; pass the same model with another seed.`,
  );
}

async function trainedModels(input: OpenModelsInput, run: CommandRun): Promise<OpenModels> {
  const { data, batches, options } = input;
  const { cells } = data;
  const seeds = seedsOf(options);
  await claim(input, {}, await experimentEngine());
  // Cells without a batch have one of their own.
  const names = batches?.map((name) => name ?? '');
  const batch = names && batchNumbers(names, { names: [...new Set(names)] });
  const genes = await variableGenes(cells, options.hvg, batch, run);
  const total = cells.genes.length;
  const notes =
    genes.length === total
      ? []
      : [
          `The model has the ${genes.length.toLocaleString('en')} most variable of ${total.toLocaleString('en')} genes (analytic Pearson residuals); --hvg all uses all.`,
        ];
  const corrected = batch !== undefined && batch.names.length > 1 ? batch : undefined;
  const models: CellModel[] = [];
  try {
    for (const seed of seeds) {
      models.push(await trainedModel({ data, genes, batch: corrected, seed, options }, run));
    }
    const [first, ...others] = models;
    if (first === undefined) throw usageError('--seed must name at least one seed.');
    return { models: [first, ...others], notes, settings: input.settings };
  } catch (error) {
    for (const model of models) await model.dispose();
    throw error;
  }
}

async function claim(
  { options, settings, tables }: OpenModelsInput,
  hashes: { readonly first?: string | undefined; readonly second?: string | undefined },
  engine: string,
): Promise<void> {
  const { encoder, secondEncoder, features, geneSets, enrich, ...plain } = settings;
  await claimFolder(options.out, {
    command: 'cells',
    // Where files are does not decide the results.
    settings: { ...plain, files: Object.values(tables), ...hashes },
    seeds: seedsOf(options),
    hashes: { model: hashes.first ?? null, tables },
    versions: versionsOf(engine),
  });
}
