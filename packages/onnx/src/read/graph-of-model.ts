import { invalidArgument, size, someNames, unsupportedModel, validNames } from '@csm/base';
import type { NdArray } from 'ndarray';
import type { Constant, OnnxModel, OnnxNode } from '../model/onnx-model.js';
import { sharedValue } from './inputs/given.js';
import { fixedBatch, type ModelInput, modelInput } from './inputs/model-inputs.js';
import { describedTensor, notSupported, type ReadModel, readGraph } from './read-graph.js';
import { controlFlow, neededInputs } from './read-nodes.js';

/** What of a model is used, as the options of an encoder or decoder say it. */
export interface UsedPart {
  /** Names of the outputs, also of tensors inside the model. */
  readonly wanted: readonly string[];
  /** Tensors inside the model that are the inputs. */
  readonly input?: string | readonly string[] | undefined;
  /** The shape of one sample, for inputs with free dimensions; by name, if there are several. */
  readonly inputShape?: readonly number[] | Readonly<Record<string, readonly number[]>> | undefined;
  readonly given?: Readonly<Record<string, number | NdArray>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A model's graph, and what is given per sample, which is an input of the graph. */
export interface GraphOfModel extends ReadModel {
  readonly givenPerSample: Readonly<Record<string, NdArray>>;
  /** The inputs that are not given. */
  readonly inputs: readonly ModelInput[];
}

/** Reads the used part of a model into a graph. */
export async function graphOfModel(caller: string, model: OnnxModel, part: UsedPart): Promise<GraphOfModel> {
  const { given = {}, inputShape, wanted: outputs, signal } = part;
  const hidden = [part.input ?? []].flat();
  const names = model.inputs.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw invalidArgument(
      `${caller}: given, the model has no input "${unknown}"; ${validNames('inputs', unknown, names)}.`,
    );
  }
  checkTensors(caller, model, [...outputs, ...hidden]);
  // Before anything else, because the inputs that a subgraph reads are not known.
  const flow = controlFlow(model, outputs);
  if (flow.length > 0 && hidden.length === 0)
    throw unsupportedModel(`${caller}: ${notSupported(outputs[0] ?? '', flow)}.`);
  const needed = neededInputs(model, [...outputs, ...hidden]);
  const explained = needed.filter((name) => !Object.hasOwn(given, name));
  const shapes = shapesByName(caller, inputShape, explained, needed);
  const lengths = new Map<string, number>();
  const inputs: ModelInput[] = [];
  const all: ModelInput[] = [];
  const constants = new Map<string, Constant>();
  const givenPerSample: Record<string, NdArray> = {};
  // The explained inputs first, because they may fix dimensions of those that are given.
  for (const name of [...explained, ...needed.filter((each) => !explained.includes(each))]) {
    const info = model.inputs.find((each) => each.name === name);
    if (info === undefined) continue;
    const value = given[name];
    const fixed = modelInput(
      caller,
      info,
      shapes[name],
      lengths,
      typeof value === 'number' ? undefined : value?.shape,
    );
    all.push(fixed);
    const shared = value === undefined ? undefined : sharedValue(caller, fixed, value);
    if (shared) constants.set(name, shared);
    else {
      inputs.push(fixed);
      if (value !== undefined && typeof value !== 'number') givenPerSample[name] = value;
    }
  }
  const what = { inputs, given: constants, wanted: outputs, signal };
  const notExplained = Object.keys(givenPerSample);
  if (hidden.length === 0) {
    const whole = await readGraph(model, { ...what, notExplained });
    return { ...whole, givenPerSample, inputs };
  }
  const others = neededInputs(model, outputs, hidden, NUMBERS).filter(
    (name) => explained.includes(name) && !hidden.includes(name),
  );
  if (others.length > 0) {
    throw unsupportedModel(
      `${caller}: the outputs must depend on the model's inputs only through ${someNames('tensor', hidden)}; they also read ` +
        `${someNames('input', others)}; name a later tensor with { input }, or pass { given }.`,
    );
  }
  const start: ModelInput[] = [];
  for (const name of hidden) start.push(await hiddenInput(caller, model, name, what, all));
  // Of the others, at most the shape is read.
  const shaping = neededInputs(model, outputs, hidden);
  for (const { name, type, shape } of inputs) {
    if (!shaping.includes(name) || hidden.includes(name) || notExplained.includes(name)) continue;
    constants.set(name, { type, shape, data: new Float32Array(size(shape)) });
  }
  for (const each of inputs) if (notExplained.includes(each.name)) start.push(each);
  const read = await readGraph(model, { ...what, inputs: start, notExplained });
  return { ...read, givenPerSample, inputs: start };
}

function shapesByName(
  caller: string,
  inputShape: UsedPart['inputShape'],
  explained: readonly string[],
  needed: readonly string[],
): Readonly<Record<string, readonly number[]>> {
  if (inputShape === undefined) return {};
  if (!isList(inputShape)) {
    const unknown = Object.keys(inputShape).find((name) => !needed.includes(name));
    if (unknown === undefined) return inputShape;
    throw invalidArgument(
      `${caller}: inputShape, the model has no input "${unknown}"; ${validNames('inputs', unknown, needed)}.`,
    );
  }
  const [only] = explained;
  if (only !== undefined && explained.length === 1) return { [only]: inputShape };
  throw invalidArgument(
    `${caller}: inputShape must be an object with the shapes by name for a model of several inputs; this one has ` +
      `${someNames('input', explained)}.`,
  );
}

const isList = (value: unknown): value is readonly number[] => Array.isArray(value);

/** A tensor inside the model as its input. */
async function hiddenInput(
  caller: string,
  model: OnnxModel,
  name: string,
  what: {
    inputs: readonly ModelInput[];
    given: ReadonlyMap<string, Constant>;
    signal: AbortSignal | undefined;
  },
  all: readonly ModelInput[],
): Promise<ModelInput> {
  const { shape, type } = await describedTensor(caller, model, name, what);
  const [input] = all;
  const place = input?.batchAxis ?? 0;
  const samples = fixedBatch(all) ?? 1;
  // The samples are where the model's input has them, or first.
  const axis = [place, 0].find((each) => shape[each] === samples);
  if (axis === undefined && samples > 1) {
    throw unsupportedModel(
      `${caller}: the tensor "${name}" [${shape.join(', ')}] must have the ${samples} samples of the model's fixed batch along an axis; name another ` +
        'tensor, or export the model with a batch of 1 or a free batch.',
    );
  }
  if (size(shape) === 0) throw unsupportedModel(`${caller}: the tensor "${name}" is empty.`);
  return { name, type, shape, ...(axis !== undefined && { batchAxis: axis }) };
}

/** Operators that read the numbers of their inputs, and not only their shape. */
const NUMBERS = ({ op }: OnnxNode): boolean => op !== 'Shape' && op !== 'Size';

function checkTensors(caller: string, { nodes, inputs }: OnnxModel, wanted: readonly string[]): void {
  const names = [...nodes.flatMap(({ outputs }) => outputs), ...inputs.map(({ name }) => name)];
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw invalidArgument(
    `${caller}: the model has no tensor "${unknown}"; ${validNames('tensors', unknown, names)}.`,
  );
}
