import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '@csm/base/node';
import { loadConcepts } from '@csm/core/node';
import { type Certificate, certificateToJson } from '@csm/evaluate';
import { type Examples, readExamples } from '../concepts/examples-file.js';
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
import { certificateOf } from './certificate-of.js';
import { checkSettings } from './check-settings.js';
import { fileNames } from './file-names.js';
import { testableConcepts } from './testable-concepts.js';
import { warnOfOtherModel } from './warn-of-other-model.js';
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
    await warnOfOtherModel(options.concepts, model, options, run);
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

function report(certificate: Certificate, run: CommandRun): void {
  run.print(`${certificate.concept}: ${certificate.verdict}`);
  for (const reason of certificate.reasons) run.print(`  ${reason}`);
}
