import { basename, dirname, extname, join, resolve } from 'node:path';
import { writeAtomically } from '@csm/base/node';
import { htmlReport } from '@csm/render';
import { outsideFolders } from '../concepts/concept-sources.js';
import { readExamples } from '../concepts/examples-file.js';
import { latentsOf } from '../concepts/latents.js';
import { CONCEPTS_FILE } from '../concepts/write-concepts.js';
import { openInputs } from '../inputs/open-inputs.js';
import { withFolders } from '../inputs/with-folders.js';
import { checkDecoder, methodNames } from '../methods/method-by-name.js';
import { openModel } from '../models/open-model.js';
import { hashesOf } from '../run/run-hashes.js';
import { claimFolder } from '../run/run-record.js';
import { versionsOf } from '../run/versions.js';
import type { CommandRun } from '../terminal/command-run.js';
import { inFlags } from '../terminal/in-flags.js';
import { usageError } from '../terminal/usage-error.js';
import { commandFlags } from './command-flags.js';
import type { ReportContext } from './report-context.js';
import { ReportFolder } from './report-folder.js';
import { AUTO_METHODS, type ReportOptions } from './report-options.js';
import { reportPage } from './report-page.js';
import { hasConcepts, reportSubject } from './report-subject.js';

/** The methods if none is named. The first is the one that is tested. */
const WITH_DECODER = ['integratedGradients', 'counterfactual', 'agreement'];
const WITHOUT_DECODER = ['integratedGradients', 'replacement'];

/**
 * Writes the page of a model and its inputs, and a folder with all numbers next to it. What the folder has is not computed again.
 * @returns after the page is written; on Ctrl+C there is no page, and the same command continues.
 */
export async function writeReport(
  modelPath: string,
  dataPath: string,
  options: ReportOptions,
  run: CommandRun,
): Promise<void> {
  const out = resolve(options.out);
  if (!['.html', '.htm'].includes(extname(out).toLowerCase())) {
    throw usageError(`--out must be the name of the page, such as report.html; got "${options.out}".`);
  }
  const named = options.method === AUTO_METHODS ? undefined : methodNames(options.method);
  const warnings: string[] = [];
  const watched: CommandRun = {
    ...run,
    warn: (message) => {
      warnings.push(inFlags(message));
      run.warn(message);
    },
  };
  const model = await openModel(modelPath, options, watched);
  try {
    const methods = named ?? (model.decoder ? WITH_DECODER : WITHOUT_DECODER);
    checkDecoder(methods, model.decoder !== undefined);
    const data = await openInputs(dataPath, model.inputs, watched, options);
    const folders = options.concepts
      ? ((await readExamples(options.concepts)).folders ?? [])
      : outsideFolders(options, data);
    const inputs = await withFolders(data, folders, model, watched, options);
    const folder = new ReportFolder(join(dirname(out), `${basename(out, extname(out))}-files`));
    const { json, out: _, title: __, engine: ___, latents: ____, ...given } = options;
    const settings = {
      ...given,
      model: model.sha256,
      decoder: model.decoderSha256,
      inputs: inputs.sources,
      methods,
    };
    const concepts = options.concepts === undefined ? [] : [join(options.concepts, CONCEPTS_FILE)];
    const record = {
      command: 'report',
      settings,
      seeds: [options.seed],
      hashes: await hashesOf(model, inputs.sources, concepts),
      versions: versionsOf(model.engine),
    };
    // Before the folder is claimed, so that a corrected call is not one with other settings.
    const isOfConcepts = await hasConcepts(options, inputs);
    await claimFolder(folder.path, record);
    const { limit, seed, steps, percentile, samples, window, baseline } = options;
    const methodSettings = { steps, percentile, samples, window, baseline, seed };
    const { latents, of } = await latentsOf(
      model,
      inputs,
      { out: folder.path, latents: options.latents },
      watched,
    );
    folder.list('latents/latents.npy', 'the latents of all inputs, in the order of latents/ids.json');
    const context: ReportContext = {
      model,
      inputs,
      latents,
      latentsOf: of,
      folder,
      methods,
      settings: methodSettings,
      limit,
      seed,
      flags: commandFlags(options),
      run: watched,
    };
    const subject = await reportSubject(context, options, isOfConcepts);
    const page = await reportPage(context, subject, warnings);
    const html = htmlReport({
      title: options.title ?? page.title,
      lead: page.lead,
      sections: page.sections,
      settings: { ...record, concepts: subject.kind },
    });
    await writeAtomically(out, html);
    run.print(`${options.out}: ${page.summary}`);
    run.json({ page: out, files: folder.path, ...page.json, warnings });
  } finally {
    await model.dispose();
  }
}
