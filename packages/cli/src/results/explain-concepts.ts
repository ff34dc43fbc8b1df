import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { validNames } from '@csm/base';
import { writeAtomically } from '@csm/base/node';
import type { ConceptVector } from '@csm/core';
import { loadConcepts } from '@csm/core/node';
import { csvFormatRows } from 'd3-dsv';
import { type ExamplesFile, readExamples } from '../concepts/examples-file.js';
import { CONCEPTS_FILE } from '../concepts/write-concepts.js';
import type { InputSet } from '../inputs/input-set.js';
import { openInputs } from '../inputs/open-inputs.js';
import { withFolders } from '../inputs/with-folders.js';
import { checkDecoder, isPerConcept, methodByName, methodNames } from '../methods/method-by-name.js';
import { conceptMethodData, sharedMethodData } from '../methods/method-inputs.js';
import { openModel } from '../models/open-model.js';
import type { OpenedModel } from '../models/opened-model.js';
import { hashesOf } from '../run/run-hashes.js';
import { claimFolder, sha256 } from '../run/run-record.js';
import { modelSettings } from '../run/run-settings.js';
import { versionsOf } from '../run/versions.js';
import type { CommandRun } from '../terminal/command-run.js';
import { usageError } from '../terminal/usage-error.js';
import { checkSettings } from './check-settings.js';
import type { ExplainCommandOptions } from './explain-options.js';
import { fileNames } from './file-names.js';
import type { FoundMaps } from './found-maps.js';
import { type MapParts, type MapTask, makeMaps } from './make-maps.js';
import { joinNpy } from './npy-parts.js';
import { warnOfOtherModel } from './warn-of-other-model.js';
import { checkH5ad, writeMapFiles } from './write-map-files.js';

/** The names of the inputs, in the order of the maps. It is written last: where it is, the folder is complete. */
const IDS_FILE = 'ids.json';

/** Makes the maps of concepts, and writes them with scores and figures. */
export async function explainConcepts(
  modelPath: string,
  dataPath: string,
  options: ExplainCommandOptions,
  run: CommandRun,
): Promise<void> {
  const methods = methodNames(options.method);
  checkChoice(options);
  const concepts = await loadConcepts(join(options.concepts, CONCEPTS_FILE));
  const examples = await readExamples(options.concepts);
  const model = await openModel(modelPath, options, run);
  try {
    checkDecoder(methods, model.decoder !== undefined);
    const data = await openInputs(dataPath, model.inputs, run, options);
    const inputs = await withFolders(data, examples.folders ?? [], model, run, options);
    const ids = chosenIds(data.ids, options);
    checkSettings(concepts, options.concepts, model, inputs, options);
    await warnOfOtherModel(options.concepts, model, options, run);
    if (options.h5ad !== undefined) checkH5ad(inputs, dataPath);
    const { out, engine: _, concepts: folder, json: __, ...settings } = options;
    await claimFolder(out, {
      command: 'explain',
      settings: {
        ...settings,
        ...modelSettings(model, options),
        concepts: await sha256(join(folder, CONCEPTS_FILE)),
        data: inputs.sources,
        ids: ids.length === data.ids.length ? 'all' : ids,
      },
      seeds: [options.seed],
      hashes: await hashesOf(model, inputs.sources, [join(folder, CONCEPTS_FILE)]),
      versions: versionsOf(model.engine),
    });
    if (existsSync(join(out, IDS_FILE))) {
      run.log(`${out} is complete; delete it to make the maps again.`);
      report(concepts, ids, methods, out, run);
      return;
    }
    const tasks = await mapTasks(methods, { concepts, examples, model, inputs }, options, run);
    const folders = fileNames(concepts.map(({ name }) => name));
    const found = await allMaps(tasks, { model, inputs, ids, folders, options }, run);
    const scores = await scoresOf(concepts, found);
    await writeScores(out, ids, scores);
    await writeMapFiles({ dataPath, model, inputs, ids, concepts, found, folders, scores }, options, run);
    await writeAtomically(join(out, IDS_FILE), `${JSON.stringify(ids)}\n`);
    await rm(join(out, 'parts'), { recursive: true, force: true });
    report(concepts, ids, methods, out, run);
  } finally {
    await model.dispose();
  }
}

/** The inputs that are explained. @throws if an id of `--ids` is unknown. */
export function chosenIds(
  all: readonly string[],
  { ids, limit }: Pick<ExplainCommandOptions, 'ids' | 'limit'>,
): readonly string[] {
  checkChoice({ ids, limit });
  const known = new Set(all);
  const unknown = ids?.find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw usageError(`--ids: unknown sample "${unknown}"; ${validNames('samples', unknown, all)}.`);
  }
  return ids ?? all.slice(0, limit);
}

/** @throws if a call chooses the inputs twice. */
function checkChoice({ ids, limit }: Pick<ExplainCommandOptions, 'ids' | 'limit'>): void {
  if (ids && limit !== undefined)
    throw usageError('expected --ids or --limit; got both; give one of the two.');
}

/** The methods with their concepts: one method for all concepts, unless its data are those of one concept. */
async function mapTasks(
  names: readonly string[],
  {
    concepts,
    examples,
    model,
    inputs,
  }: {
    readonly concepts: readonly ConceptVector[];
    readonly examples: ExamplesFile;
    readonly model: OpenedModel;
    readonly inputs: InputSet;
  },
  options: ExplainCommandOptions,
  run: CommandRun,
): Promise<(MapTask & { readonly name: string })[]> {
  const source = { model, inputs };
  const shared = await sharedMethodData(names, options, source, run);
  const tasks: (MapTask & { readonly name: string })[] = [];
  const files = fileNames(names);
  for (const name of names) {
    const task = { name, method: files.get(name) ?? name, needsRange: name === 'paper:smoothgrad' };
    if (!isPerConcept(name)) {
      tasks.push({ ...task, concepts, explainer: methodByName(name, options, shared) });
      continue;
    }
    for (const concept of concepts) {
      const of = examples.concepts[concept.name];
      const donors = of?.heldOut.negatives.length ? of.heldOut.negatives : (of?.negatives ?? []);
      const own = await conceptMethodData(
        [name],
        options,
        shared,
        source,
        { concept, concepts, donors },
        run,
      );
      tasks.push({ ...task, concepts: [concept], explainer: methodByName(name, options, own) });
    }
  }
  return tasks;
}

/** Makes all maps that are not there yet. */
async function allMaps(
  tasks: readonly (MapTask & { readonly name: string })[],
  {
    model,
    inputs,
    ids,
    folders,
    options,
  }: {
    readonly model: OpenedModel;
    readonly inputs: InputSet;
    readonly ids: readonly string[];
    readonly folders: ReadonlyMap<string, string>;
    readonly options: ExplainCommandOptions;
  },
  run: CommandRun,
): Promise<FoundMaps[]> {
  const { out, batch: batchSize = 8 } = options;
  const total = tasks.reduce((sum, { concepts }) => sum + concepts.length * ids.length, 0);
  const onProgress = run.progress('Maps');
  let done = 0;
  const found: FoundMaps[] = [];
  const folderOf = (concept: string) => folders.get(concept) ?? concept;
  for (const task of tasks) {
    const { concepts, explainer, method, name } = task;
    const place = { model, inputs, ids, parts: join(out, 'parts'), batchSize, folderOf };
    const parts: MapParts = await makeMaps(task, place, run, (count) => {
      done += count * concepts.length;
      onProgress({ done, total });
    });
    for (const { name: concept } of concepts) {
      const path = join(out, 'maps', folderOf(concept), `${method}.npy`);
      await joinNpy(path, parts.maps(concept), [ids.length, ...model.encoder.inputShape]);
      const { description = explainer.name } = explainer;
      found.push({ concept, method: name, description, path, scores: () => parts.scores(concept) });
    }
  }
  return found;
}

/** The scores of all inputs, by concept. */
async function scoresOf(
  concepts: readonly ConceptVector[],
  found: readonly FoundMaps[],
): Promise<ReadonlyMap<string, Float32Array>> {
  const scores = new Map<string, Float32Array>();
  for (const { name } of concepts) {
    const maps = found.find(({ concept }) => concept === name);
    if (maps) scores.set(name, await maps.scores());
  }
  return scores;
}

async function writeScores(
  out: string,
  ids: readonly string[],
  scores: ReadonlyMap<string, Float32Array>,
): Promise<void> {
  const rows = ids.map((id, i) => [id, ...[...scores.values()].map((of) => `${of[i]}`)]);
  await writeAtomically(join(out, 'scores.csv'), `${csvFormatRows([['id', ...scores.keys()], ...rows])}\n`);
}

function report(
  concepts: readonly ConceptVector[],
  ids: readonly string[],
  methods: readonly string[],
  out: string,
  run: CommandRun,
): void {
  run.print(`${concepts.length} concepts, ${ids.length} inputs, methods ${methods.join(', ')}`);
  run.print(`Written: ${out}`);
  run.json({ out, concepts: concepts.map(({ name }) => name), inputs: ids.length, methods });
}
