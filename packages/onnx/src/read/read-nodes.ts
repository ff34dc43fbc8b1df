import { eventLoopYielder } from '@csm/base';
import type { OnnxModel, OnnxNode, Subgraph } from '../model/onnx-model.js';
import { chosenBranch, hasBranches } from './chosen-branch.js';
import { foldNode } from './fold-node.js';
import type { GraphBuilder } from './graph-builder.js';
import { nodeReading } from './node-reading.js';
import { readerOf } from './operators/reader-of.js';
import { isMixed, isNotConstant, type Refusal, refusalError, refusalOf } from './refusals.js';
import { isConstant, type Operand } from './value.js';

/** The tensors of a model that were read, and those that cannot be. */
export interface ReadTensors {
  readonly tensors: ReadonlyMap<string, Operand>;
  /** For each tensor that cannot be read, the nodes that are to blame. */
  readonly refused: ReadonlyMap<string, ReadonlySet<Refusal>>;
}

/** Options of {@link readNodes}. */
interface ReadingOptions {
  readonly samples?: number | undefined;
  readonly stopsAtMissingConstant?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** For a branch: what is known of the tensors of the graph around it. */
  readonly outer?:
    | {
        readonly refused: ReadonlyMap<string, ReadonlySet<Refusal>>;
        readonly readers: ReadonlyMap<string, number>;
      }
    | undefined;
}

/**
 * Reads the nodes of a model that some tensors depend on, and adds what computes them to a graph. A node that cannot be read does not
 * stop the others.
 *
 * @param start the model's inputs, as values of the graph or as constants.
 * @param wanted names of tensors.
 * @param samples for a model with a fixed batch of several samples: their number. A node that may mix them then ends the reading with
 *   an error.
 * @param stopsAtMissingConstant whether a node that needs a constant ends the reading with an error.
 * @throws the reason of the signal after an abort.
 */
export async function readNodes(
  model: OnnxModel,
  builder: GraphBuilder,
  start: ReadonlyMap<string, Operand>,
  wanted: readonly string[],
  { samples, stopsAtMissingConstant = false, signal, outer }: ReadingOptions = {},
): Promise<ReadTensors> {
  const tensors = new Map<string, Operand>([...model.constants, ...start]);
  const refused = new Map<string, ReadonlySet<Refusal>>(outer?.refused);
  const readers = countReaders(model, outer?.readers);
  const pause = eventLoopYielder();
  for (const node of neededNodes(model, start, wanted)) {
    await pause();
    signal?.throwIfAborted();
    const blamed = new Set(node.inputs.flatMap((name) => [...(refused.get(name) ?? [])]));
    const operands = node.inputs.map((name) => (name === '' ? undefined : tensors.get(name)));
    const missing = node.inputs.find(
      (name, i) => name !== '' && operands[i] === undefined && !refused.has(name),
    );
    if (missing !== undefined) blamed.add({ node, reason: `needs "${missing}", which is not given.` });
    let outputs: readonly (Operand | undefined)[] = [];
    let blamedOutputs: readonly (ReadonlySet<Refusal> | undefined)[] = [];
    if (blamed.size === 0) {
      try {
        const branch = chosenBranch(node, operands[0], tensors);
        if (branch === undefined) outputs = await readNode(model, builder, node, operands, readers, samples);
        else {
          const inner = await readNodes(
            modelOfBranch(model, branch),
            builder,
            new Map([...tensors, ...branch.constants]),
            branch.outputs,
            { samples, stopsAtMissingConstant, signal, outer: { refused, readers } },
          );
          outputs = branch.outputs.map((name) => inner.tensors.get(name));
          blamedOutputs = branch.outputs.map((name) => inner.refused.get(name));
        }
      } catch (error) {
        if (samples !== undefined && isMixed(error)) throw error;
        if (stopsAtMissingConstant && isNotConstant(error)) throw error;
        const refusal = refusalOf(error);
        if (refusal === undefined) throw error;
        blamed.add(refusal);
      }
    }
    node.outputs.forEach((name, i) => {
      const output = outputs[i];
      if (output !== undefined) tensors.set(name, output);
      else if (name !== '')
        refused.set(name, blamed.size > 0 ? blamed : (blamedOutputs[i] ?? new Set([missingOutput(node, i)])));
    });
  }
  return { tensors, refused };
}

function modelOfBranch(model: OnnxModel, { nodes, constants, outputs }: Subgraph): OnnxModel {
  const infos = outputs.map((name) => ({ name, type: 'float32', shape: undefined }) as const);
  return { ...model, nodes, constants, outputs: infos };
}

async function readNode(
  model: OnnxModel,
  builder: GraphBuilder,
  node: OnnxNode,
  operands: readonly (Operand | undefined)[],
  readers: ReadonlyMap<string, number>,
  samples: number | undefined,
): Promise<readonly (Operand | undefined)[]> {
  const opset = model.opsets.get(node.domain) ?? 0;
  const { producer } = model;
  const reader = readerOf(node);
  const constants = operands.flatMap((operand) =>
    operand === undefined || isConstant(operand) ? [operand] : [],
  );
  if (constants.length === operands.length) {
    const folded = await foldNode(
      node,
      { opset, producer },
      constants,
      typeof reader === 'string' ? undefined : reader,
    );
    if (folded !== undefined) return folded;
  }
  if (typeof reader === 'string') throw refusalError(node, reader);
  const counts = node.inputs.map((name) => readers.get(name) ?? 0);
  return [reader(nodeReading(builder, { node, opset, producer, operands, readers: counts, samples }))].flat();
}

/** The tensors that a node reads, also within its subgraphs. */
const readBy = ({ inputs, captured = [] }: OnnxNode): readonly string[] => [...inputs, ...captured];

/** The nodes that some tensors depend on, in the model's order. */
function neededNodes(
  { nodes }: OnnxModel,
  start: { has(name: string): boolean },
  wanted: readonly string[],
  reads: (node: OnnxNode) => boolean = () => true,
): readonly OnnxNode[] {
  const needed = new Set(wanted);
  const kept: OnnxNode[] = [];
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((name) => needed.has(name) && !start.has(name))) continue;
    if (reads(node)) for (const name of readBy(node)) needed.add(name);
    kept.push(node);
  }
  return kept.reverse();
}

/** The nodes with control flow that some tensors depend on, and why they are refused. */
export function controlFlow(model: OnnxModel, wanted: readonly string[]): Refusal[] {
  return neededNodes(model, new Set(), wanted).flatMap((node) => {
    const reader = readerOf(node);
    const hasGraph = [...node.attributes.values()].some(
      (value) => typeof value === 'object' && 'graph' in value,
    );
    return hasGraph && typeof reader === 'string' && !hasBranches(node) ? [{ node, reason: reader }] : [];
  });
}

/**
 * The model's inputs that some tensors depend on.
 * @param known names of tensors that are not computed.
 * @param reads which nodes depend on their inputs. Default: all.
 */
export function neededInputs(
  model: OnnxModel,
  wanted: readonly string[],
  known: readonly string[] = [],
  reads: (node: OnnxNode) => boolean = () => true,
): string[] {
  const nodes = neededNodes(model, new Set(known), wanted, reads).filter(reads);
  const read = new Set([...wanted, ...nodes.flatMap(readBy)]);
  return model.inputs.map(({ name }) => name).filter((name) => read.has(name));
}

function countReaders(
  { nodes, outputs }: OnnxModel,
  outer: ReadonlyMap<string, number> | undefined,
): Map<string, number> {
  const counts = new Map(outer);
  const read = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const node of nodes) for (const name of readBy(node)) read(name);
  for (const { name } of outputs) read(name);
  return counts;
}

function missingOutput(node: OnnxNode, i: number): Refusal {
  return { node, reason: `output ${i} is not supported.` };
}
