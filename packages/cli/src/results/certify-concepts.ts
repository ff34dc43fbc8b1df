import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '@csm/base/node';
import type { ConceptVector } from '@csm/core';
import { loadConcepts } from '@csm/core/node';
import { type Certificate, certificateToJson, certify } from '@csm/evaluate';
import { certificateFigure, spotMap } from '@csm/render';
import { valuesOf } from '../concepts/attribute-concepts.js';
import { type Examples, readExamples, type Sides } from '../concepts/examples-file.js';
import { makerOf } from '../concepts/measured-concept.js';
import { CONCEPTS_FILE } from '../concepts/write-concepts.js';
import type { DataOptions } from '../inputs/data-options.js';
import type { InputSet } from '../inputs/input-set.js';
import { openInputs } from '../inputs/open-inputs.js';
import { withFolders } from '../inputs/with-folders.js';
import { checkDecoder, isPerConcept, methodByName, methodNames } from '../methods/method-by-name.js';
import { conceptMethodData, drawn, sharedMethodData } from '../methods/method-inputs.js';
import type { MethodOptions } from '../methods/method-options.js';
import type { ModelOptions } from '../models/model-options.js';
import { openModel } from '../models/open-model.js';
import type { OpenedModel } from '../models/opened-model.js';
import { hashesOf } from '../run/run-hashes.js';
import { claimFolder, sha256 } from '../run/run-record.js';
import { modelSettings } from '../run/run-settings.js';
import { versionsOf } from '../run/versions.js';
import type { CommandRun } from '../terminal/command-run.js';
import { usageError } from '../terminal/usage-error.js';
import { checkSettings } from './check-settings.js';
import { fileNames } from './file-names.js';
import { cellsOf, mapAtSpots } from './map-figure.js';
import { writeFigure } from './write-figure.js';

/** The options of `csm certify`. */
export interface CertifyCommandOptions extends ModelOptions, DataOptions, MethodOptions {
  readonly concepts: string;
  readonly out: string;
  readonly examples: number;
  readonly inputs: number;
  readonly permutations?: number | undefined;
  readonly batch?: number | undefined;
  readonly seed: number;
  readonly json?: boolean | undefined;
}

/** Certifies concepts with the examples that were held out, and writes a certificate for each. */
export async function certifyConcepts(
  modelPath: string,
  dataPath: string,
  options: CertifyCommandOptions,
  run: CommandRun,
): Promise<void> {
  const methods = methodNames(options.method);
  const [method, other] = methods;
  if (method === undefined || other !== undefined) {
    throw usageError(`csm certify tests the maps of one method; got --method ${options.method}.`);
  }
  const concepts = await loadConcepts(join(options.concepts, CONCEPTS_FILE));
  const { folders = [], concepts: examples } = await readExamples(options.concepts);
  const tested = concepts.filter(({ name }) => isTestable(examples[name]));
  for (const { name } of concepts.filter((concept) => !tested.includes(concept))) {
    run.warn(
      `the concept "${name}" is left out, because it has too few held-out examples; make it from more examples with --held-out.`,
    );
  }
  if (tested.length === 0) {
    throw usageError(
      `--concepts ${options.concepts}: no concept has held-out examples with and without it to test it with.`,
    );
  }
  const model = await openModel(modelPath, options, run);
  try {
    checkDecoder(methods, model.decoder !== undefined);
    const inputs = await withFolders(
      await openInputs(dataPath, model.encoder, run, options),
      folders,
      model,
      run,
    );
    checkSettings(tested, options.concepts, model, inputs, options);
    const { out, engine: _, concepts: folder, json: __, ...settings } = options;
    await claimFolder(out, {
      command: 'certify',
      settings: {
        ...settings,
        ...modelSettings(model, options),
        concepts: await sha256(join(folder, CONCEPTS_FILE)),
        data: inputs.sources,
      },
      seeds: [options.seed],
      hashes: await hashesOf(model, inputs.sources, [join(folder, CONCEPTS_FILE)]),
      versions: versionsOf(model.engine),
    });
    const shared = await sharedMethodData(methods, options, { model, inputs }, run);
    const files = fileNames(concepts.map(({ name }) => name));
    const documents: unknown[] = [];
    for (const concept of tested) {
      const path = join(out, files.get(concept.name) ?? concept.name);
      if (existsSync(`${path}.json`)) {
        run.log(`${path}.json is there; delete it to certify "${concept.name}" again.`);
        documents.push(JSON.parse(await readFile(`${path}.json`, 'utf8')));
        continue;
      }
      const of = examples[concept.name] as Examples;
      const source = { concept, concepts, donors: of.heldOut.negatives };
      const data = isPerConcept(method)
        ? await conceptMethodData(methods, options, shared, { model, inputs }, source, run)
        : shared;
      const explainer = methodByName(method, options, data);
      const certificate = await certificateOf(concept, of, explainer, { model, inputs }, options, run);
      await writeFigure(path, figureOf(certificate, inputs, model));
      const text = certificateToJson(certificate);
      await writeAtomically(`${path}.json`, text);
      report(certificate, run);
      documents.push(JSON.parse(text));
    }
    run.print(`Written: ${out}`);
    run.json({ out, certificates: documents });
  } finally {
    await model.dispose();
  }
}

/** With fewer held-out examples on a side, nothing can be split into those that are tested and those that are explained. */
const isTestable = (examples: Examples | undefined): boolean =>
  examples !== undefined && examples.heldOut.positives.length >= 3 && examples.heldOut.negatives.length >= 2;

/** Certifies one concept. The explained inputs have the concept, and are none of the examples. */
export async function certificateOf(
  concept: ConceptVector,
  { heldOut, groups, make }: Examples,
  explainer: Parameters<typeof certify>[0]['explainer'],
  { model, inputs }: { readonly model: Pick<OpenedModel, 'encoder' | 'decoder'>; readonly inputs: InputSet },
  {
    examples: most,
    inputs: explained,
    permutations,
    batch,
    seed,
  }: Pick<CertifyCommandOptions, 'examples' | 'inputs' | 'permutations' | 'batch' | 'seed'>,
  run: Pick<CommandRun, 'signal' | 'progress'>,
): Promise<Certificate> {
  const count = Math.min(explained, heldOut.positives.length - 2);
  const shown = heldOut.positives.slice(0, count);
  const sides: Sides = {
    positives: drawn(heldOut.positives.slice(count), most, seed),
    negatives: drawn(heldOut.negatives, most, seed),
  };
  const labels = otherLabels(concept.name, sides, inputs);
  const groupOf =
    groups &&
    new Map([...pairs(heldOut.positives, groups.positives), ...pairs(heldOut.negatives, groups.negatives)]);
  const { encoder, decoder } = model;
  return certify(
    {
      ...{ encoder, concept, explainer, inputs: await inputs.read(shown) },
      ...{ positives: await inputs.read(sides.positives), negatives: await inputs.read(sides.negatives) },
      ...(labels && { labels }),
      ...(groupOf && {
        groups: {
          positives: sides.positives.map((id) => groupOf.get(id) ?? id),
          negatives: sides.negatives.map((id) => groupOf.get(id) ?? id),
        },
      }),
      ...(decoder && { decoder }),
    },
    {
      ...(make === 'logistic' || make === 'svm' ? { make: makerOf(make, run.signal) } : {}),
      ...{ seed, permutations, batchSize: batch, signal: run.signal },
      onProgress: run.progress(`Certify ${concept.name}`),
    },
  );
}

const pairs = (ids: readonly string[], groups: readonly string[]) =>
  ids.map((id, i) => [id, groups[i] ?? id] as const);

/** The binary labels of the examples, except the concept's own, of which all examples have a known value and both values occur. */
function otherLabels(name: string, { positives, negatives }: Sides, { attributes }: InputSet) {
  if (!attributes) return undefined;
  const rows = new Map(attributes.ids.map((id, row) => [id, row]));
  const labels = [...attributes.columns].flatMap(([label, column]) => {
    if (label === name || column.values.map(String).join() !== '0,1') return [];
    const values = valuesOf(column);
    const of = (ids: readonly string[]) => ids.map((id) => values[rows.get(id) ?? -1] ?? null);
    const sides = { positives: of(positives), negatives: of(negatives) };
    const all = [...sides.positives, ...sides.negatives];
    if (all.includes(null) || new Set(all).size < 2) return [];
    const isOne = (side: readonly (string | null)[]) => side.map((value) => value === '1');
    return [[label, { positives: isOne(sides.positives), negatives: isOne(sides.negatives) }] as const];
  });
  return labels.length > 0 ? Object.fromEntries(labels) : undefined;
}

/** The page of a certificate; for tissue, with the first map at the spots. */
export function figureOf(
  certificate: Certificate,
  { kind, counts, features, shape }: InputSet,
  { encoder }: Pick<OpenedModel, 'encoder'>,
): string {
  if (kind === 'genes on spots' && counts) {
    const { pixels, x, y } = counts.spots;
    const values = mapAtSpots(
      certificate.maps.pick(0),
      cellsOf(counts, shape, encoder.layout),
      encoder.layout,
    );
    const drawing = spotMap({ spots: pixels ?? { x, y }, maps: [{ title: certificate.explainer, values }] });
    return certificateFigure(certificate, { drawing });
  }
  return certificateFigure(certificate, shape.length === 1 && features ? { names: features } : {});
}

function report(certificate: Certificate, run: CommandRun): void {
  run.print(`${certificate.concept}: ${certificate.verdict}`);
  for (const reason of certificate.reasons) run.print(`  ${reason}`);
}
