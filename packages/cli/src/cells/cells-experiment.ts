import { join } from 'node:path';
import { type CellGroup, differentialExpression, shuffled } from '@csm/datasets';
import { fileNames } from '../results/file-names.js';
import { hashedFiles } from '../run/run-hashes.js';
import { stage } from '../run/stage.js';
import type { CommandRun } from '../terminal/command-run.js';
import { usageError } from '../terminal/usage-error.js';
import { isTable } from '../tissue/data/open-tissue.js';
import { cellLatents } from './analysis/cell-latents.js';
import type { RankedConcept } from './analysis/cells-analysis.js';
import type { CellsRun, EncodedModel } from './analysis/cells-run.js';
import type { DifferenceTest } from './analysis/plain-test.js';
import { rankedConcept } from './analysis/ranked-concept.js';
import type { CellsOptions } from './cells-options.js';
import { DEFAULTS, seedsOf, settingsOf } from './cells-settings.js';
import { conceptGroups, geneSetsOf } from './data/concept-groups.js';
import { likelyBatch } from './data/likely-batch.js';
import { likelyDonor } from './data/likely-donor.js';
import { type CellsData, hasWholeCounts, openCellsData, textColumn } from './data/open-cells-data.js';
import type { CellModel } from './model/cell-model.js';
import { openModels } from './model/open-models.js';
import type { CellsResults } from './output/cells-results.js';
import { drawFigures } from './output/figures.js';
import { writePage } from './output/page.js';
import { writeResults } from './output/results-file.js';
import { writeTables } from './output/tables.js';

/**
 * Opens the cells, makes the concepts, opens or trains the models, ranks the genes of each concept, and writes tables, figures, the
 * certificates, a copy of the `.h5ad` and the page. A run that was stopped continues: models and ranked concepts are kept.
 */
export async function cellsExperiment(
  path: string,
  options: CellsOptions,
  command: CommandRun,
): Promise<CellsResults> {
  const { out, donor, batch, enrich } = options;
  const data = await openCellsData(path, options, command);
  const donors = donor === undefined ? undefined : textColumn(data, '--donor', donor);
  const batches = batch === undefined ? undefined : textColumn(data, '--batch', batch);
  const { groups, leftOut } = await conceptGroups(data, options, [donors, batches], command);
  const sets = enrich === undefined ? undefined : await geneSetsOf(enrich, command.signal);
  if (sets !== undefined) checkSetNames(sets, data, enrich ?? '');
  const tables = { ...data.hashes, ...(await hashedFiles(filesOf(options))) };
  const { models, notes, settings } = await openModels(
    { data, batches, options, settings: settingsOf(options), tables },
    command,
  );
  try {
    const run: Omit<CellsRun, 'models'> = {
      data,
      donors: donors?.map(named),
      likelyDonors: likelyDonor(data, options),
      batches: batchesOf(data, options, batches),
      isWhole: hasWholeCounts(data),
      test: (group) => differenceTest(data, group, command),
      sets,
      isTrained: options.encoder === undefined,
      method: options.method ?? DEFAULTS.method,
      steps: options.steps ?? DEFAULTS.steps,
      explained: options.explained ?? DEFAULTS.explained,
      permutations: options.permutations ?? DEFAULTS.permutations,
      seed: seedsOf(options)[0] ?? 0,
      command,
    };
    const encoded = await encodedModels(models, data, command);
    const concepts = await rankedConcepts(groups, { ...run, models: encoded }, out);
    const files = await writeTables(out, data, concepts);
    await drawFigures(out, data, concepts);
    const results: CellsResults = {
      ...{ data, notes, models, concepts, leftOut, settings },
      method: concepts[0]?.ranking.method ?? run.method,
      files: [...files, await writeResults(options, data, encoded[0].latents, concepts), RUN],
    };
    await writePage(out, results);
    return results;
  } finally {
    for (const model of models) await model.dispose();
  }
}

/** @throws if no set has any gene of the data, before models are trained. */
function checkSetNames(
  sets: readonly { readonly genes: readonly string[] }[],
  data: CellsData,
  path: string,
): void {
  const known = new Set(data.counts.genes);
  if (sets.some(({ genes }) => genes.some((gene) => known.has(gene)))) return;
  throw usageError(
    `--enrich: no set of ${path} has a gene of the data; the sets have names such as "${sets[0]?.genes[0]}", the data such as "${data.counts.genes[0]}"; use gene sets with the same kind of names.`,
  );
}

/** The named batch, or one that seems to be it. */
function batchesOf(
  data: CellsData,
  options: CellsOptions,
  batches: readonly (string | null)[] | undefined,
): CellsRun['batches'] {
  const { batch: column } = options;
  if (batches && column !== undefined) return { column, of: batches.map(named), isGuessed: false };
  const likely = likelyBatch(data, options);
  return likely && { ...likely, isGuessed: true };
}

/** The tables and lists that a run reads, besides its data. */
const filesOf = ({ labels, features, geneSets, enrich }: CellsOptions): string[] =>
  [labels !== undefined && isTable(labels) ? labels : undefined, features, geneSets, enrich].flatMap(
    (file) => file ?? [],
  );

const RUN = { name: 'run.json', content: 'settings, hashes and versions' };

const named = (value: string | null) => value ?? '';

async function encodedModels(
  [first, ...others]: readonly [CellModel, ...CellModel[]],
  { cells }: CellsData,
  command: CommandRun,
): Promise<[EncodedModel, ...EncodedModel[]]> {
  const encoded = async (model: CellModel) => ({ model, latents: await cellLatents(model, cells, command) });
  const all: [EncodedModel, ...EncodedModel[]] = [await encoded(first)];
  for (const model of others) all.push(await encoded(model));
  return all;
}

async function rankedConcepts(
  groups: readonly CellGroup[],
  run: CellsRun,
  out: string,
): Promise<RankedConcept[]> {
  const files = fileNames(groups.map(({ name }) => name));
  const concepts: RankedConcept[] = [];
  for (const group of groups) {
    run.command.signal.throwIfAborted();
    const { name, positives, negatives } = group;
    const file = files.get(name) ?? name;
    // Everything else that decides the result is in run.json.
    const key = { name, positives, negatives, latents: run.models.map(({ latents }) => latents.data) };
    const concept = await stage(join(out, 'stages', `${file}.bin`), key, () => rankedConcept(group, run));
    concepts.push({ ...concept, file });
  }
  return concepts;
}

/** With more cells on a side, some are drawn for the plain test, which needs no more. */
const TESTED = 10_000;

async function differenceTest(
  { counts }: CellsData,
  group: CellGroup,
  { signal }: CommandRun,
): Promise<DifferenceTest> {
  const some = (cells: Uint32Array) =>
    cells.length <= TESTED ? cells : Uint32Array.from(shuffled([...cells], 0).slice(0, TESTED)).sort();
  const sides = { ...group, positives: some(group.positives), negatives: some(group.negatives) };
  const found = await differentialExpression(counts, sides, { values: 'log1pCp10k', signal });
  return { genes: counts.genes, z: found.z, q: found.q, logFoldChange: found.logFoldChange };
}
