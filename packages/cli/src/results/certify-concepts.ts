import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '@csm/base/node';
import type { ConceptVector } from '@csm/core';
import { loadConcepts } from '@csm/core/node';
import { type Certificate, certificateToJson } from '@csm/evaluate';
import {
  type Examples,
  type ExamplesFile,
  isChosenByLatents,
  readExamples,
} from '../concepts/examples-file.js';
import { heldOutTest, isTestable } from '../concepts/held-out-test.js';
import { CONCEPTS_FILE } from '../concepts/write-concepts.js';
import type { DataOptions } from '../inputs/data-options.js';
import { openInputs } from '../inputs/open-inputs.js';
import { withFolders } from '../inputs/with-folders.js';
import { checkDecoder, isPerConcept, methodByName, methodNames } from '../methods/method-by-name.js';
import { conceptMethodData, sharedMethodData } from '../methods/method-inputs.js';
import type { MethodOptions } from '../methods/method-options.js';
import type { ModelOptions } from '../models/model-options.js';
import { openModel } from '../models/open-model.js';
import { hashesOf } from '../run/run-hashes.js';
import { claimFolder, sha256 } from '../run/run-record.js';
import { modelSettings } from '../run/run-settings.js';
import { versionsOf } from '../run/versions.js';
import type { CommandRun } from '../terminal/command-run.js';
import { usageError } from '../terminal/usage-error.js';
import { figureOf } from './certificate-figure.js';
import { checkSettings } from './check-settings.js';
import { fileNames } from './file-names.js';
import { type TestedConcept, testConcept } from './test-concept.js';
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
  const tested = testableConcepts(concepts, examples, options.concepts, run);
  const model = await openModel(modelPath, options, run);
  try {
    checkDecoder(methods, model.decoder !== undefined);
    const inputs = await withFolders(
      await openInputs(dataPath, model.inputs, run, options),
      folders,
      model,
      run,
      options,
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

/** Certifies one concept. The explained inputs have the concept, and are not among the tested examples. */
function certificateOf(
  concept: ConceptVector,
  { heldOut, groups, make }: Examples,
  explainer: TestedConcept['explainer'],
  source: Parameters<typeof testConcept>[0],
  options: Pick<CertifyCommandOptions, 'examples' | 'inputs' | 'permutations' | 'batch' | 'seed'>,
  run: Pick<CommandRun, 'signal' | 'progress'>,
): Promise<Certificate> {
  const { inputs: shown, examples: tested } = heldOutTest(
    heldOut,
    { inputs: options.inputs, examples: options.examples },
    options.seed,
  );
  return testConcept(
    source,
    { concept, make, examples: heldOut, groups, tested, explained: shown, explainer },
    options,
    run,
  );
}

/** The concepts that can be tested. @throws if no concept can be tested, with the reason and the way out. */
function testableConcepts(
  concepts: readonly ConceptVector[],
  examples: ExamplesFile['concepts'],
  folder: string,
  run: Pick<CommandRun, 'warn'>,
): readonly ConceptVector[] {
  const tested = concepts.filter(({ name }) => examples[name] && isTestable(examples[name]));
  const [first, ...others] = concepts.filter((concept) => !tested.includes(concept));
  if (!first) return tested;
  if (tested.length === 0) {
    throw usageError(`--concepts ${folder}: no concept can be tested; ${untestable(first.name, examples)}.`);
  }
  for (const { name } of [first, ...others]) run.warn(`${untestable(name, examples)}; it is left out.`);
  return tested;
}

/** Why a concept has too few held-out examples, and what to do. */
function untestable(name: string, examples: ExamplesFile['concepts']): string {
  const { heldOut, positives, make, source } = examples[name] ?? {};
  if (make === 'given' || !heldOut || !positives) {
    return `the concept "${name}" is a vector from elsewhere, without examples; make it with csm concept from examples that show it`;
  }
  if (isChosenByLatents(source)) {
    return (
      `the examples of "${name}" are ${source}: they were chosen by the score that a test would measure, so none can be held out; label ` +
      'samples without the model (--attributes, --genes, --gmt or --obs), and make the concept from them'
    );
  }
  const all = positives.length + heldOut.positives.length;
  return (
    `the concept "${name}" has ${heldOut.positives.length} held-out examples with it and ${heldOut.negatives.length} without it, and at ` +
    `least 3 and 2 are needed; of ${all} with it, hold out a larger share (csm concept --held-out 0.5), or give more examples`
  );
}

function report(certificate: Certificate, run: CommandRun): void {
  run.print(`${certificate.concept}: ${certificate.verdict}`);
  for (const reason of certificate.reasons) run.print(`  ${reason}`);
}
