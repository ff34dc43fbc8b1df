import { batchesIn, batchIntegers } from './batch-integers.js';
import { BATCH_INTEGERS, type Body, type EmittedNode, type Emitter } from './emitter.js';
import { HALF_BATCH, type Value, writtenShape } from './value.js';
import type { GraphDraft, InitializerDraft, NodeDraft, ValueInfoDraft } from './wire/model-draft.js';

/** An input or output of a model, with its name in the file. */
export interface NamedValue {
  readonly name: string;
  readonly value: Value;
  readonly description?: string | undefined;
}

/** Name of the free dimension: the number of samples. */
const FREE = 'batch';

/**
 * Assembles a graph from emitted nodes: those that the outputs depend on, with their constants.
 * @param inputs where the graph starts; the first axis of the first input is the batch.
 */
export function assembleGraph(
  emitter: Emitter,
  name: string,
  inputs: readonly NamedValue[],
  outputs: readonly NamedValue[],
): GraphDraft {
  const nameOf = new Map(inputs.map((input) => [input.value.name, input.name]));
  const needed = neededFor(
    emitter,
    outputs.map(({ value }) => value),
    nameOf,
  );
  const copies: NodeDraft[] = [];
  for (const output of outputs) {
    const { value } = output;
    if (!nameOf.has(value.name) && value.numbers === undefined) nameOf.set(value.name, output.name);
    else copies.push(copy(nameOf.get(value.name) ?? value.name, output.name));
  }
  const nodes = emitter.nodes.filter((node) => needed.nodes.has(node));
  const inBodies = new Map(nodes.flatMap((node) => (node.body ? [[node, nodesOf(node.body, nodes)]] : [])));
  const inner = new Set([...inBodies.values()].flat());
  const drafts = (own: readonly EmittedNode[]): NodeDraft[] =>
    own.map((node) => {
      const body = node.body && bodyDraft(node.body, drafts(inBodies.get(node) ?? []));
      return nodeDraft(node, nameOf, body);
    });
  const lists = nodes.filter(({ op }) => op === BATCH_INTEGERS);
  const integers = batchIntegers(lists, inputs[0]?.name ?? '', emitter.unused);
  const outer = nodes.filter((node) => node.op !== BATCH_INTEGERS && !inner.has(node));
  return {
    name,
    nodes: [...integers.nodes, ...drafts(outer), ...copies],
    initializers: [...integers.initializers, ...[...needed.constants.values()].map(initializer)],
    inputs: inputs.map(valueInfo),
    outputs: outputs.map(valueInfo),
  };
}

/** The nodes of a body: those that depend on its inputs. Nodes that do not are outside, so that they run once. */
function nodesOf({ inputs }: Body, nodes: readonly EmittedNode[]): EmittedNode[] {
  const inside = new Set(inputs.map(({ name }) => name));
  return nodes.filter((node) => {
    const isInside = node.inputs.some((input) => input !== undefined && inside.has(input.name));
    if (isInside) for (const { name } of node.outputs) inside.add(name);
    return isInside;
  });
}

function bodyDraft({ inputs, outputs }: Body, nodes: NodeDraft[]): GraphDraft {
  const info = (value: Value) => valueInfo({ name: value.name, value });
  return { name: 'body', nodes, initializers: [], inputs: inputs.map(info), outputs: outputs.map(info) };
}

/** The nodes and constants that values depend on, up to the values where the graph starts. */
function neededFor(emitter: Emitter, values: readonly Value[], starts: ReadonlyMap<string, unknown>) {
  const nodes = new Set<EmittedNode>();
  const constants = new Map<string, Value>();
  const open = [...values];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (starts.has(value.name)) continue;
    if (value.numbers !== undefined) constants.set(value.name, value);
    const node = emitter.nodeOf(value);
    if (node === undefined || nodes.has(node)) continue;
    nodes.add(node);
    for (const input of node.inputs) if (input !== undefined) open.push(input);
    for (const output of node.body?.outputs ?? []) open.push(output);
  }
  return { nodes, constants };
}

function nodeDraft(
  { op, inputs, outputs, attributes }: EmittedNode,
  nameOf: ReadonlyMap<string, string>,
  body: GraphDraft | undefined,
): NodeDraft {
  const named = (value: Value | undefined) =>
    value === undefined ? '' : (nameOf.get(value.name) ?? value.name);
  return {
    op,
    name: outputs[0]?.name ?? op,
    inputs: inputs.map(named),
    outputs: outputs.map(named),
    attributes: body === undefined ? attributes : { ...attributes, body: { graph: body } },
  };
}

const copy = (from: string, to: string): NodeDraft => ({
  op: 'Identity',
  name: to,
  inputs: [from],
  outputs: [to],
});

const initializer = (value: Value): InitializerDraft =>
  ({
    name: value.name,
    type: value.type,
    shape: writtenShape(value),
    numbers: value.numbers,
  }) as InitializerDraft;

function valueInfo({ name, value, description }: NamedValue): ValueInfoDraft {
  return { name, type: value.type, shape: writtenShape(value).map(dimension), description };
}

/** A length, or the name of a free dimension. */
function dimension(length: number): number | string {
  if (length < HALF_BATCH) return length;
  const { count, rest } = batchesIn(length);
  return count === 1 && rest === 0 ? FREE : `${FREE}_times_${count}${rest === 0 ? '' : `_plus_${rest}`}`;
}
