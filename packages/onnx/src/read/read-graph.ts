import { unsupportedModel } from '@csm/base';
import type { NamedOutput, WalkedModel, Weight } from '@csm/core/extend';
import { dispose } from '@tensorflow/tfjs-core';
import type { Constant, OnnxModel } from '../model/onnx-model.js';
import { type GraphBuilder, graphBuilder } from './graph-builder.js';
import { inputValue } from './inputs/input-value.js';
import { fixedBatch, type ModelInput } from './inputs/model-inputs.js';
import { oneSampleInOrder } from './one-sample.js';
import { type ReadTensors, readNodes } from './read-nodes.js';
import { isMixed, listedRefusals } from './refusals.js';
import { treatsSamplesAlike } from './samples-alike.js';
import { isConstant, type Operand } from './value.js';

/** What is read of a model. */
export interface WhatToRead {
  /** The inputs that become inputs of the graph, with their dimensions; also a tensor inside the model. */
  readonly inputs: readonly ModelInput[];
  /** The values of the other inputs, the same for all samples. */
  readonly given: ReadonlyMap<string, Constant>;
  /** Names of inputs that are given per sample: whole numbers are allowed in them. */
  readonly notExplained?: readonly string[];
  /** Names of the tensors that are used. */
  readonly wanted: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** A model as data, and the weights that were made for it. */
export interface ReadModel {
  readonly walked: WalkedModel;
  readonly weights: Weight[];
}

/**
 * Reads an ONNX model into a graph of operations. It is read for one sample, to which the graph adds the axis of the samples; a model
 * with a fixed batch of several samples is read as a whole if its samples can be followed, otherwise each sample is repeated to fill the
 * batch.
 *
 * Tensors that are wanted, and the model's outputs, are in ONNX's order of axes without the batch axis.
 */
export async function readGraph(model: OnnxModel, what: WhatToRead): Promise<ReadModel> {
  const samples = fixedBatch(what.inputs);
  if (samples === undefined) return readAs(model, what, 'one sample');
  try {
    return await readAs(model, what, 'batch', samples);
  } catch (error) {
    if (!isMixed(error)) throw error;
    return readAs(model, what, 'repeated sample', samples);
  }
}

async function readAs(
  model: OnnxModel,
  { inputs, given, wanted, notExplained = [], signal }: WhatToRead,
  as: 'one sample' | 'batch' | 'repeated sample',
  samples = 1,
): Promise<ReadModel> {
  const builder = graphBuilder();
  try {
    const start = new Map<string, Operand>(given);
    for (const input of inputs) start.set(input.name, inputValue(builder, input, as, samples));
    const names = new Set([...model.outputs.map(({ name }) => name), ...wanted]);
    const read = await readNodes(model, builder, start, [...names], {
      samples: as === 'batch' ? samples : undefined,
      signal,
    });
    const batchAxis = inputs[0]?.batchAxis;
    const wholes: { name: string; id: number }[] = [];
    const found = namedTensors(builder, read, names, (tensor) =>
      oneSampleInOrder(builder, tensor, {
        batchAxis,
        as,
        samples,
        onWhole: (id) => wholes.push({ ...tensor, id }),
      }),
    );
    for (const { name, id } of wholes) {
      if (await treatsSamplesAlike(builder, id)) continue;
      const output = found.named.find((each) => each.name === name);
      if (output) found.problems.set(output.id, samplesDiffer(name, samples));
    }
    for (const { name, type } of inputs) {
      if (notExplained.includes(name) || type.startsWith('float') || type === 'bfloat16') continue;
      for (const { id } of found.named.filter((each) => each.name === name))
        found.problems.set(id, wholeNumbers(name, type));
    }
    const outputs = model.outputs.flatMap(({ name }) => found.named.filter((each) => each.name === name));
    return { walked: { nodes: builder.nodes, outputs, ...found }, weights: builder.weights };
  } catch (error) {
    dispose(builder.weights);
    throw error;
  }
}

/** The tensors that can be used as outputs, by name, and the reasons why some of them cannot. */
function namedTensors(
  builder: GraphBuilder,
  { tensors, refused }: ReadTensors,
  wanted: ReadonlySet<string>,
  inOrder: (tensor: { name: string; operand: Operand }) => number,
): { named: NamedOutput[]; problems: Map<number, string> } {
  const problems = new Map<number, string>();
  const named: NamedOutput[] = [];
  for (const [name, operand] of tensors) {
    if (wanted.has(name)) named.push({ name, id: inOrder({ name, operand }) });
    // Others are named in errors only; whoever wants one reads the model for it.
    else if (!isConstant(operand)) named.push({ name, id: operand.id });
  }
  for (const name of wanted) {
    const blamed = refused.get(name);
    if (blamed === undefined) continue;
    // Its shape is unknown; it is given the shape of a latent, so that the error is about the problem and not about the shape.
    const id = builder.add(name, { kind: 'input' }, [], [1]);
    problems.set(id, notSupported(name, blamed));
    named.push({ name, id });
  }
  return { named, problems };
}

export function notSupported(name: string, blamed: Parameters<typeof listedRefusals>[0]): string {
  return (
    `"${name}" depends on nodes that are not supported: ${listedRefusals(blamed)}; name an output before them, such as with ` +
    '{ output }, or run the model elsewhere behind an object { inputShape, latentSize, encode }, which serves every method without ' +
    'derivatives, such as occlusion() and rise()'
  );
}

function samplesDiffer(name: string, samples: number): string {
  return (
    `"${name}" treats the ${samples} samples of the model's fixed batch differently, as by a constant for each of them, so that one ` +
    'sample alone has no latent; export the model with a batch of 1 or a free batch'
  );
}

function wholeNumbers(name: string, type: string): string {
  return (
    `the input "${name}" holds whole numbers or truth values (${type}), which have no derivative; pass { given: { ${JSON.stringify(name)}: … } }, ` +
    "or start at a tensor behind it, such as an embedding's output, with { input }"
  );
}

/** The shape, in ONNX's terms, and type of a tensor. */
export async function describedTensor(
  caller: string,
  model: OnnxModel,
  name: string,
  { inputs, given, signal }: Omit<WhatToRead, 'wanted'>,
): Promise<Pick<Operand, 'shape' | 'type'>> {
  const samples = fixedBatch(inputs) ?? 1;
  const builder = graphBuilder();
  try {
    const as = samples === 1 ? 'one sample' : 'repeated sample';
    const start = new Map<string, Operand>(given);
    for (const input of inputs) start.set(input.name, inputValue(builder, input, as, samples));
    const { tensors, refused } = await readNodes(model, builder, start, [name], { signal });
    const found = tensors.get(name);
    if (found) return { shape: found.shape, type: found.type };
    throw unsupportedModel(`${caller}: ${notSupported(name, refused.get(name) ?? [])}.`);
  } finally {
    dispose(builder.weights);
  }
}
