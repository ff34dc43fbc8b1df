import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { validNames } from '@csm/base';
import type { ConceptVector } from '@csm/core';
import { loadConcepts } from '@csm/core/node';
import { exportEncoder, exportExplanation } from '@csm/onnx';
import { saveOnnx } from '@csm/onnx/node';
import { CONCEPTS_FILE } from '../concepts/write-concepts.js';
import { checkNoDataOptions, type DataOptions } from '../inputs/data-options.js';
import { openInputs } from '../inputs/open-inputs.js';
import { isPerConcept, methodByName, methodNames, needsOf } from '../methods/method-by-name.js';
import type { MethodData } from '../methods/method-data.js';
import { sharedMethodData } from '../methods/method-inputs.js';
import type { MethodOptions } from '../methods/method-options.js';
import type { ModelOptions } from '../models/model-options.js';
import { openModel } from '../models/open-model.js';
import type { OpenedModel } from '../models/opened-model.js';
import type { CommandRun } from '../terminal/command-run.js';
import { usageError } from '../terminal/usage-error.js';

/** The options of `csm export`. */
export interface ExportCommandOptions extends ModelOptions, MethodOptions, DataOptions {
  readonly out: string;
  readonly concepts?: string | undefined;
  readonly name?: readonly string[] | undefined;
  readonly data?: string | undefined;
  readonly seed: number;
}

/** Writes the encoder, or its scores and maps of concepts, as an ONNX file. */
export async function exportModel(
  path: string,
  options: ExportCommandOptions,
  run: CommandRun,
): Promise<void> {
  const { out, concepts: folder } = options;
  if (folder === undefined && options.name !== undefined) {
    throw usageError('--name needs --concepts, the folder that csm concept wrote.');
  }
  if (options.data === undefined) checkNoDataOptions(options, '--data');
  const method = folder === undefined ? undefined : methodOf(options);
  const concepts = folder === undefined ? undefined : await conceptsIn(folder, options.name);
  // The file is written from the operations in TensorFlow.js, whatever the engine.
  const engine = options.engine === 'cpu' ? 'cpu' : 'wasm';
  const model = await openModel(path, { ...options, engine }, run);
  try {
    const { encoder } = model;
    const { signal, warn } = run;
    const bytes =
      method === undefined || concepts === undefined
        ? await exportEncoder(encoder, { signal })
        : await exportExplanation(
            encoder,
            concepts,
            methodByName(method, options, await dataOf(method, model, options, run)),
            { signal, onWarning: warn },
          );
    await saveOnnx(out, bytes);
    const what = concepts
      ? `scores and maps (${method}) of ${concepts.map(({ name }) => name).join(', ')}`
      : 'the encoder';
    run.print(`${out}: ${what}, ${bytes.length} bytes`);
    run.json({
      file: out,
      bytes: bytes.length,
      inputShape: encoder.inputShape,
      ...(concepts && { method, concepts: concepts.map(({ name }) => name) }),
    });
  } finally {
    await model.dispose();
  }
}

/** The only method of `--method`. @throws if it cannot be one file for all concepts and inputs. */
function methodOf({ method, ...options }: ExportCommandOptions): string {
  const [name = '', ...others] = methodNames(method);
  if (others.length > 0)
    throw usageError(`--method must be one method, because a file has one; got "${method}".`);
  if (isPerConcept(name)) {
    throw usageError(
      `--method ${name} needs inputs of each concept, which a file cannot hold; choose another method.`,
    );
  }
  const needs = needsOf(name, options).filter((need) => need !== 'decoder');
  if (needs.length > 0 && options.data === undefined) {
    const zero = needs.every((need) => need === 'baseline') ? ', or --baseline zero' : '';
    throw usageError(
      `--method ${name} needs samples for its ${needs.join(' and ')}; pass them with --data${zero}.`,
    );
  }
  return name;
}

async function conceptsIn(folder: string, names: readonly string[] | undefined): Promise<ConceptVector[]> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => true,
  );
  const all = await loadConcepts(isFolder ? join(folder, CONCEPTS_FILE) : folder);
  if (names === undefined) return all;
  return names.map((wanted) => {
    const found = all.find(({ name }) => name === wanted);
    if (found) return found;
    const hint = validNames(
      'concepts',
      wanted,
      all.map(({ name }) => name),
    );
    throw usageError(`--name: ${folder} has no concept "${wanted}"; ${hint}.`);
  });
}

async function dataOf(
  method: string,
  model: OpenedModel,
  options: ExportCommandOptions,
  run: CommandRun,
): Promise<MethodData> {
  const { encoder, decoder } = model;
  if (options.data === undefined) return { encoder, ...(decoder && { decoder }) };
  const inputs = await openInputs(options.data, model.inputs, run, options);
  return sharedMethodData([method], options, { model, inputs }, run);
}
