import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DataOptions } from '../inputs/data-options.js';
import type { InputSet } from '../inputs/input-set.js';
import { openInputs } from '../inputs/open-inputs.js';
import { withFolders } from '../inputs/with-folders.js';
import type { ModelOptions } from '../models/model-options.js';
import { openModel } from '../models/open-model.js';
import { hashesOf } from '../run/run-hashes.js';
import { claimFolder } from '../run/run-record.js';
import { modelSettings } from '../run/run-settings.js';
import { versionsOf } from '../run/versions.js';
import type { CommandRun } from '../terminal/command-run.js';
import { usageError } from '../terminal/usage-error.js';
import { columnOf, valuesOf } from './attribute-concepts.js';
import type { ConceptOptions } from './concept-options.js';
import type { ConceptSource } from './concept-source.js';
import { conceptSources, outsideFolders, sourceOf, withNearest } from './concept-sources.js';
import type { Groups } from './held-out.js';
import { latentsOf } from './latents.js';
import { type GivenLabels, type MeasuredConcept, measuredConcept } from './measured-concept.js';
import { CONCEPTS_FILE, conceptRows, writeConcepts } from './write-concepts.js';

/** The options of `csm concept`. */
export interface ConceptCommandOptions extends ModelOptions, DataOptions, ConceptOptions {
  readonly out: string;
  readonly batch?: number | undefined;
  readonly json?: boolean | undefined;
}

/** Makes concept vectors from labelled samples, and writes them with what is known about them. */
export async function makeConcepts(
  modelPath: string,
  dataPath: string,
  options: ConceptCommandOptions,
  run: CommandRun,
): Promise<void> {
  sourceOf(options);
  const model = await openModel(modelPath, options, run);
  try {
    const data = await openInputs(dataPath, model.inputs, run, options);
    const folders = outsideFolders(options, data);
    const inputs = await withFolders(data, folders, model, run, options);
    // A wrong call is answered before the folder is taken.
    const sources = await conceptSources(options, inputs, () => {});
    checkCount(options, inputs);
    if (options.groups !== undefined) groupsOf(inputs, options.groups);
    if (options.givenLabels) givenLabels(inputs, options.givenLabels);
    if (options.latents !== undefined) await latentsOf(model, inputs, options, run);
    checkVectors(sources, model.encoder.latentSize);
    const { out, latents: _, engine: __, batch: ___, json: ____, ...settings } = options;
    await claimFolder(out, {
      command: 'concept',
      settings: { ...settings, ...modelSettings(model, options), data: inputs.sources },
      seeds: [options.seed],
      hashes: await hashesOf(model, inputs.sources),
      versions: versionsOf(model.engine),
    });
    if (existsSync(join(out, CONCEPTS_FILE))) run.log(`${out} is complete; the concepts are made again.`);
    const concepts = await conceptsOf(model, inputs, options, run);
    if (concepts.length === 0) {
      throw usageError('no concept has samples with it and samples without it; choose other labels or sets.');
    }
    await writeConcepts(out, concepts, folders);
    report(concepts, out, run);
  } finally {
    await model.dispose();
  }
}

/** @throws if --nearest takes so many samples that no others are left. */
function checkCount({ nearest, count }: ConceptOptions, { ids }: InputSet): void {
  if (nearest === undefined || count < ids.length) return;
  throw usageError(
    `--count must be smaller than the number of samples, ${ids.length}, because the others are without the concept; got "${count}".`,
  );
}

/** @throws if the numbers of --vector are not as many as the latent has. */
function checkVectors(sources: readonly ConceptSource[], latentSize: number): void {
  const size = sources.find(({ vector }) => vector && vector.vector.length !== latentSize)?.vector?.vector
    .length;
  if (size === undefined) return;
  throw usageError(
    `--vector must have ${latentSize} numbers, as the latent of the model; it has ${size}; pass the vector of this model.`,
  );
}

/** Makes the concepts that the options name, without writing them. Latents are encoded into the folder `latents` of `out`. */
export async function conceptsOf(
  model: Parameters<typeof latentsOf>[0],
  inputs: InputSet,
  options: ConceptOptions & { readonly out: string; readonly batch?: number | undefined },
  run: CommandRun,
): Promise<MeasuredConcept[]> {
  const { signal, warn } = run;
  const sources = await conceptSources(options, inputs, warn);
  const groups = options.groups === undefined ? undefined : groupsOf(inputs, options.groups);
  const given = options.givenLabels && givenLabels(inputs, options.givenLabels);
  const latents = await latentsOf(model, inputs, options, run);
  const progress = run.progress('Concepts');
  const concepts: MeasuredConcept[] = [];
  for (const [i, source] of sources.entries()) {
    signal.throwIfAborted();
    const whole = withNearest(source, latents, options.count);
    const few = Math.min(whole.positives.length, whole.negatives.length);
    if (few === 0 && !whole.vector) {
      warn(
        `the concept "${whole.name}" is left out, because ${whole.positives.length === 0 ? 'no sample has it' : 'no sample is without it'}.`,
      );
    } else {
      concepts.push(
        await measuredConcept(whole, latents, options, { groups, given, signal, onWarning: warn }),
      );
    }
    progress({ done: i + 1, total: sources.length });
  }
  return concepts;
}

/** The groups of the samples. */
function groupsOf({ attributes }: InputSet, name: string): Groups {
  const values = valuesOf(columnOf(attributes, name));
  const ids = attributes?.ids ?? [];
  return new Map(ids.flatMap((id, i) => (values[i] == null ? [] : [[id, values[i]] as const])));
}

/** The labels that are held constant: a binary column is one, a categorical column one per value. */
function givenLabels({ attributes }: InputSet, names: readonly string[]): GivenLabels {
  const ids = attributes?.ids ?? [];
  return new Map(
    names.flatMap((name) => {
      const column = columnOf(attributes, name);
      const values = valuesOf(column);
      const kinds = column.values.map(String);
      const wanted = kinds.join() === '0,1' ? ['1'] : kinds;
      return wanted.map((kind): [string, ReadonlyMap<string, boolean>] => [
        kind === '1' ? name : `${name} ${kind}`,
        new Map(ids.flatMap((id, i) => (values[i] == null ? [] : [[id, values[i] === kind] as const]))),
      ]);
    }),
  );
}

function report(concepts: readonly MeasuredConcept[], out: string, run: CommandRun): void {
  for (const { concept, examples, separability: found, stability } of concepts) {
    const { heldOut } = examples;
    const percent = (value: number) => value.toFixed(3).replace(/^0/, '');
    run.print(
      `${concept.name}: ${examples.positives.length} with, ${examples.negatives.length} without` +
        (found
          ? `; AUC ${percent(found.auc)} (${found.aucInterval.map(percent).join(' to ')}) of ${heldOut.positives.length} + ${heldOut.negatives.length} held-out examples`
          : '; not tested: no held-out examples') +
        (stability === undefined ? '' : `; cosine with other examples ${stability.toFixed(2)}`),
    );
    if (found?.separates === false)
      run.warn(`the concept "${concept.name}" does not separate held-out examples; do not show its maps.`);
    if (found && found.separates === undefined) {
      run.warn(`too few held-out examples to tell whether the concept "${concept.name}" separates.`);
    }
  }
  run.print(`Written: ${out}`);
  run.json({ out, concepts: conceptRows(concepts) });
}
