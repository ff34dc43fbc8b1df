import { invalidArgument, size, someNames, unsupportedModel, validNames } from '@csm/base';
import type { NdArray } from 'ndarray';
import type { Constant, OnnxModel } from '../model/onnx-model.js';
import { sharedValue } from './given.js';
import { type ModelInput, modelInput } from './model-inputs.js';
import { type ReadModel, readGraph, shapeOfTensor } from './read-graph.js';
import { neededInputs } from './read-nodes.js';

/** What of a model is used, as the options of an encoder or decoder say it. */
export interface UsedPart {
  /** Names of the outputs, also of tensors inside the model. Default: the model's outputs. */
  readonly wanted: readonly string[];
  /** A tensor inside the model that is the input. */
  readonly input?: string | undefined;
  /** The shape of one sample, for an input with free dimensions. */
  readonly inputShape?: readonly number[] | undefined;
  readonly given?: Readonly<Record<string, number | NdArray>> | undefined;
}

/** A model's graph, and what is given per sample, which is an input of the graph. */
export interface GraphOfModel extends ReadModel {
  readonly givenPerSample: Readonly<Record<string, NdArray>>;
  /** The inputs that are not given. */
  readonly inputs: readonly ModelInput[];
}

/** Reads the used part of a model into a graph. */
export async function graphOfModel(caller: string, model: OnnxModel, part: UsedPart): Promise<GraphOfModel> {
  const { given = {}, input, inputShape } = part;
  const names = model.inputs.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw invalidArgument(
      `${caller}: given, the model has no input "${unknown}"; ${validNames('inputs', unknown, names)}.`,
    );
  }
  const outputs = part.wanted.length > 0 ? part.wanted : model.outputs.map(({ name }) => name);
  checkTensors(caller, model, [...outputs, ...(input === undefined ? [] : [input])]);
  const needed = neededInputs(model, input === undefined ? outputs : [...outputs, input]);
  const explained = needed.filter((name) => !Object.hasOwn(given, name));
  if (inputShape !== undefined && explained.length > 1) {
    throw invalidArgument(
      `${caller}: inputShape is for a model with one input; this one has ${someNames('input', explained)}; name the others in { given }.`,
    );
  }
  const lengths = new Map<string, number>();
  const inputs: ModelInput[] = [];
  const constants = new Map<string, Constant>();
  const givenPerSample: Record<string, NdArray> = {};
  // The explained inputs first, because they may fix dimensions of those that are given.
  for (const name of [...explained, ...needed.filter((each) => !explained.includes(each))]) {
    const info = model.inputs.find((each) => each.name === name);
    if (info === undefined) continue;
    const fixed = modelInput(caller, info, explained.includes(name) ? inputShape : undefined, lengths);
    const value = given[name];
    const shared = value === undefined ? undefined : sharedValue(caller, fixed, value);
    if (shared) constants.set(name, shared);
    else {
      inputs.push(fixed);
      if (value !== undefined && typeof value !== 'number') givenPerSample[name] = value;
    }
  }
  const what = { inputs, given: constants, wanted: outputs };
  if (input === undefined) {
    const whole = await readGraph(model, { ...what, notExplained: Object.keys(givenPerSample) });
    return { ...whole, givenPerSample, inputs };
  }
  const hidden = await hiddenInput(caller, model, input, what);
  const start = [hidden, ...inputs.filter(({ name }) => Object.hasOwn(givenPerSample, name))];
  const others = neededInputs(model, outputs, [input]).filter(
    (name) => explained.includes(name) && name !== input,
  );
  if (others.length > 0) {
    throw unsupportedModel(
      `${caller}: the latent must depend on the model's inputs only through "${input}"; it also reads ${someNames('input', others)}; ` +
        'name a later tensor with { input }, or pass { given }.',
    );
  }
  const read = await readGraph(model, { ...what, inputs: start, notExplained: Object.keys(givenPerSample) });
  return { ...read, givenPerSample, inputs: start };
}

/** A tensor inside the model as its input. */
async function hiddenInput(
  caller: string,
  model: OnnxModel,
  name: string,
  what: { inputs: readonly ModelInput[]; given: ReadonlyMap<string, Constant> },
): Promise<ModelInput> {
  const shape = await shapeOfTensor(caller, model, name, what);
  const [batchAxis = 0, batch] = [what.inputs[0]?.batchAxis, 1];
  const isBatch = (axis: number) => shape[axis] === (what.inputs[0]?.shape[batchAxis] ?? batch);
  const axis = [batchAxis, 0].find(isBatch);
  if (size(shape) === 0) throw unsupportedModel(`${caller}: the tensor "${name}" is empty.`);
  return { name, type: 'float32', shape, ...(axis !== undefined && { batchAxis: axis }) };
}

function checkTensors(caller: string, { nodes, inputs }: OnnxModel, wanted: readonly string[]): void {
  const names = [...nodes.flatMap(({ outputs }) => outputs), ...inputs.map(({ name }) => name)];
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw invalidArgument(
    `${caller}: the model has no tensor "${unknown}"; ${validNames('tensors', unknown, names)}.`,
  );
}
