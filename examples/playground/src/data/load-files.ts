import type { JobRun } from '../session/in-job.js';
import { freeModels, loadedSession, type Session } from '../session/session.js';
import type { Choices } from './choices.js';
import { type DroppedFile, keyOf, nameOf } from './files/dropped-file.js';
import { type SortedFiles, sortedFiles } from './files/sorted-files.js';
import type { ReadInputs } from './inputs/inputs-for.js';
import { readAttributes } from './inputs/read-attributes.js';
import { type DataFiles, dataFiles, readInputs } from './inputs/read-inputs.js';
import type { LoadedFiles } from './loaded-files.js';
import { missingOf } from './missing.js';
import { encodeInputs } from './model/encode-inputs.js';
import { type OpenedModel, openModel } from './model/open-model.js';
import { takeSession } from './take-session.js';

/** What the session was made of. */
interface Held {
  readonly key: string;
  readonly inputs: ReadInputs;
  readonly notes: readonly string[];
  readonly result: Omit<LoadedFiles, 'problems' | 'summary'>;
}

let held: Held | undefined;

/**
 * Makes a session of all files that were dropped so far: the latest model and the latest data. If only tables of attributes are new, the
 * model and the inputs stay. If it throws, the earlier session stays.
 */
export async function loadFiles(
  files: readonly DroppedFile[],
  choices: Choices,
  run: JobRun,
): Promise<LoadedFiles> {
  const sorted = await sortedFiles(files, run.signal);
  const data = dataFiles(sorted, files);
  const key = keyOfAll(sorted, data, choices);
  const { problems } = sorted;
  const current = loadedSession();
  const made: Made | WithoutData =
    held?.key === key && current?.inputs === held.inputs.inputs
      ? { ...held, session: current }
      : await withModel(sorted, files, choices, data, run);
  if (made.session === undefined) return { ...made.result, problems };
  const { inputs, notes, result, session } = made;
  const tables = data?.attributes ?? [];
  const found = await readAttributes(tables, inputs.ids, inputs.attributes, run.signal).catch(
    async (error) => {
      await freeModels(session);
      throw error;
    },
  );
  const summary = await takeSession(
    { ...session, attributes: found.attributes, notes: [...notes, ...found.notes] },
    run.signal,
  );
  held = { key, inputs, notes, result };
  return {
    ...result,
    paths: [...result.paths, ...tables.map(({ path }) => path)],
    problems,
    summary,
  };
}

const keyOfAll = ({ byKind }: SortedFiles, data: DataFiles | undefined, choices: Choices) =>
  keyOf([
    ...byKind.onnx,
    ...byKind.keras,
    ...byKind.json,
    ...byKind.weights,
    ...(data?.inputs ?? []),
    ...(data?.names ? [data.names] : []),
  ]) + JSON.stringify(choices);

/** Tables are kept until the inputs come whose attributes they have. */
function withTables(result: Held['result'], { inputs, attributes }: DataFiles): Held['result'] {
  const paths = [...inputs, ...attributes].map(({ path }) => path);
  const lines = paths.map((path) => `${path}: a table, for the inputs that it names`);
  return { ...result, paths: [...result.paths, ...paths], lines: [...result.lines, ...lines] };
}

type Made = Omit<Held, 'key'> & { readonly session: Session };
type WithoutData = { readonly session: undefined; readonly result: Held['result'] };

async function withModel(
  sorted: SortedFiles,
  files: readonly DroppedFile[],
  choices: Choices,
  data: DataFiles | undefined,
  run: JobRun,
): Promise<Made | WithoutData> {
  const model = await openModel(sorted, files, choices, run.signal);
  const free = async () => {
    await model?.decoder?.dispose?.();
    model?.dispose();
  };
  try {
    const inputs = data && (await readInputs(data, model?.encoder, run));
    const missing = missingOf(model, inputs);
    const result = {
      paths: [...(model?.paths ?? []), ...(inputs?.paths ?? [])],
      lines: [...(model?.lines ?? []), ...(inputs ? [inputs.line] : [])],
      missing,
    };
    if (inputs === undefined) {
      await free();
      return { session: undefined, result: data ? withTables(result, data) : result };
    }
    const encoded = model && (await encodeInputs(model, inputs.inputs, choices, run));
    if (encoded === undefined) await free();
    return madeOf(inputs, model, encoded, {
      ...result,
      ...(encoded?.normalise && { normalise: encoded.normalise }),
    });
  } catch (error) {
    await free();
    throw error;
  }
}

function madeOf(
  inputs: ReadInputs,
  model: OpenedModel | undefined,
  encoded: Awaited<ReturnType<typeof encodeInputs>>,
  result: Held['result'],
): Made {
  const notes = [...result.missing, ...(model?.notes ?? []), ...inputs.notes, ...(encoded?.notes ?? [])];
  return {
    inputs,
    notes,
    result,
    session: {
      name: inputs.kind === 'pictures' && inputs.paths.length > 1 ? inputs.line : nameOf(inputs.paths[0]!),
      kind: inputs.kind,
      ids: inputs.ids,
      inputs: inputs.inputs,
      ...(inputs.featureNames && { featureNames: inputs.featureNames }),
      ...(inputs.tissue && { tissue: inputs.tissue }),
      ...(inputs.tissueFile && { tissueFile: inputs.tissueFile }),
      attributes: inputs.attributes,
      ...encoded?.parts,
      notes,
    },
  };
}
