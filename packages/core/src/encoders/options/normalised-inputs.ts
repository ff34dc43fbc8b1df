import {
  checkNdarray,
  contiguous,
  type ImageLayout,
  invalidArgument,
  isNdarray,
  shown,
  someNames,
} from '@csm/base';
import type { NdArray } from 'ndarray';
import type { Graph, GraphNode } from '../../graph/graph.js';
import type { Operation } from '../../graph/operation.js';
import type { Weight } from '../../graph/weight.js';
import type { Normalisation } from '../encoder-options.js';
import type { OwnedTensors } from './owned-tensors.js';

/** Adds a normalisation to a graph, after its input or after one of its packed inputs. */
export type Normaliser = (graph: Graph) => Graph;

/**
 * Prepares the option `normalise`.
 * @param graph of the encoder without the normalisation.
 * @param owned receives the numbers.
 * @throws if mean or std do not fit the input, std is not positive, or it is not known which axis has the channels.
 */
export function normaliser(
  caller: string,
  graph: Graph,
  normalise: Normalisation | undefined,
  layout: ImageLayout | undefined,
  owned: OwnedTensors,
): Normaliser {
  if (normalise === undefined) return (any) => any;
  if (
    typeof normalise !== 'object' ||
    normalise === null ||
    normalise.mean === undefined ||
    normalise.std === undefined
  ) {
    throw invalidArgument(`${caller}: normalise must be an object { mean, std }; got ${shown(normalise)}.`);
  }
  const { name, shape } = normalisedInput(caller, graph, normalise.input);
  const of = (what: 'mean' | 'std', change: (value: number) => number) =>
    numbers(caller, what, normalise[what], shape, layout, owned, change);
  const steps: readonly Operation[] = [
    { kind: 'shift', by: of('mean', (mean) => -mean) },
    { kind: 'scale', factor: of('std', (std) => 1 / std) },
  ];
  return (any) => withSteps(any, name, steps);
}

/** The name and shape of the input that is normalised: the only one, or the one of several with this name. */
function normalisedInput(caller: string, graph: Graph, wanted: string | undefined) {
  const node = graph.nodes[graph.input] as GraphNode;
  const parts = node.operation.kind === 'input' ? node.operation.parts : undefined;
  const inputs = parts ?? [{ name: node.name, shape: node.outputShape }];
  const names = inputs.map(({ name }) => name);
  const [only, ...others] = wanted === undefined ? inputs : inputs.filter(({ name }) => name === wanted);
  if (only !== undefined && others.length === 0) return only;
  throw invalidArgument(
    `${caller}: normalise.input must name one of the encoder's inputs (${someNames('input', names)}); got ${shown(wanted)}.`,
  );
}

/** A number, or numbers that broadcast against the input. */
function numbers(
  caller: string,
  what: 'mean' | 'std',
  value: Normalisation['mean'],
  inputShape: readonly number[],
  layout: ImageLayout | undefined,
  owned: OwnedTensors,
  change: (value: number) => number,
): Weight | number {
  const option = `normalise.${what}`;
  const isArray = isNdarray(value);
  if (isArray) checkNdarray(`${caller}, ${option}`, value as NdArray);
  const list = isArray ? contiguous(value as NdArray) : Array.isArray(value) ? value : [value];
  for (const each of list as ArrayLike<unknown> & Iterable<unknown>) {
    const valid = typeof each === 'number' && Number.isFinite(each) && (what === 'mean' || each > 0);
    if (valid) continue;
    const expected = what === 'std' ? 'positive numbers' : 'finite numbers';
    throw invalidArgument(`${caller}: ${option} must have ${expected}; got ${shown(each)}.`);
  }
  if (typeof value === 'number') return change(value);
  const shape = isArray ? (value as NdArray).shape : [list.length];
  const broadcast =
    `${shape}` === `${inputShape}` ? inputShape : perChannel(caller, option, shape, inputShape, layout);
  return owned.add(Float32Array.from(list as ArrayLike<number>, change), broadcast);
}

/** The shape in which one number per channel broadcasts against the input. */
function perChannel(
  caller: string,
  option: string,
  shape: readonly number[],
  inputShape: readonly number[],
  layout: ImageLayout | undefined,
): readonly number[] {
  const [count = 0, ...others] = shape;
  const [first = 0] = inputShape;
  const last = inputShape.at(-1) ?? 0;
  const fitsFirst = layout !== 'channelsLast' && count === first;
  const fitsLast = layout !== 'channelsFirst' && count === last;
  const isList = others.length === 0 && inputShape.length > 1;
  if (isList && fitsFirst && fitsLast) {
    throw invalidArgument(
      `${caller}: ${option} has ${count} numbers, which may be for the first or the last axis of the input [${inputShape}]; pass { layout }, or ` +
        "an ndarray of the input's shape.",
    );
  }
  if (isList && fitsFirst) return [count, ...inputShape.slice(1).map(() => 1)];
  if (isList && fitsLast) return [count];
  const channels = layout === undefined ? '' : ` (${layout})`;
  throw invalidArgument(
    `${caller}: ${option} must be a number, one number per channel of the input [${inputShape}]${channels}, or an ndarray of the input's shape; ` +
      `got ${shape.length === 1 ? `${count} numbers` : `shape [${shape}]`}.`,
  );
}

/** The graph with operations after the input, or after the packed input, of this name. */
function withSteps(graph: Graph, name: string, steps: readonly Operation[]): Graph {
  const isAfter = ({ id, name: own, inputs }: GraphNode) => {
    const parts = partsOf(graph);
    if (parts === undefined) return id === graph.input;
    return own === name && inputs[0] === graph.input;
  };
  const at = graph.nodes.findIndex(isAfter);
  const node = graph.nodes[at];
  // An output such as σ may not depend on the input.
  if (node === undefined) return graph;
  const count = steps.length;
  const moved = (id: number) => (id < at ? id : id === at ? at + count : id + count);
  const added = steps.map(
    (operation, i): GraphNode => ({
      id: at + 1 + i,
      name: `${node.name}/${operation.kind}`,
      operation,
      inputs: [at + i],
      outputShape: node.outputShape,
    }),
  );
  const rest = graph.nodes.slice(at + 1).map((each) => ({
    ...each,
    id: moved(each.id),
    inputs: each.operation.kind === 'given' ? [graph.input] : each.inputs.map(moved),
  }));
  return {
    nodes: [...graph.nodes.slice(0, at + 1), ...added, ...rest],
    input: graph.input,
    output: moved(graph.output),
  };
}

function partsOf({ nodes, input }: Graph) {
  const operation = nodes[input]?.operation;
  return operation?.kind === 'input' ? operation.parts : undefined;
}
