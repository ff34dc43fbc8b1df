import { modelDisposed, notFinite, size } from '@csm/base';
import type { Graph } from '@csm/core/extend';
import { clone, dispose, Tensor, tensor } from '@tensorflow/tfjs-core';
import { sideInputsOf, withSideValues } from '../write/side-inputs.js';
import type { Numbers } from '../write/value.js';
import { type Weights, withTensors } from '../write/weights.js';

/** Graphs with a copy of their weights, so that later changes to the model do not change them. */
export interface Snapshot {
  /** The graphs. Their tensors stand for the weights: they have a shape and an id, but belong to no backend. */
  readonly graphs: readonly Graph[];
  readonly weights: Weights;
  /** Values per sample, such as a condition, by the ids of the tensors. */
  readonly perSample: ReadonlyMap<object, Float32Array>;
}

/**
 * Copies the weights of graphs, which may share them. The original tensors may be disposed afterwards.
 * @throws if a weight was disposed or contains NaN, because WebGPU does not propagate NaN: there, max(NaN, 0) is 0.
 */
export async function snapshotOf(caller: string, graphs: readonly Graph[]): Promise<Snapshot> {
  const standIns = new Map<Tensor, Tensor>();
  const clones = new Map<Tensor, Tensor>();
  const names = new Map<Tensor, string>();
  const standInsOf = (graph: Graph): Graph => ({
    ...graph,
    nodes: graph.nodes.map((node) => ({
      ...node,
      operation: withTensors(node.operation, '', (weight, path) => {
        const known = standIns.get(weight);
        if (known !== undefined) return known;
        const made = new Tensor(weight.shape, weight.dtype, {}, -1);
        standIns.set(weight, made);
        // Each sample of the posterior has its own noise, which is given later.
        if (node.operation.kind === 'posteriorSample') return made;
        if (weight.isDisposed) throw modelDisposed(caller);
        // Synchronously, because training assigns another tensor to a variable.
        clones.set(made, clone(weight));
        names.set(made, `the ${path.split('.')[1]} of "${node.name}"`);
        return made;
      }),
    })),
  });
  const weights = new Map<object, Numbers>();
  const perSample = new Map<object, Float32Array>();
  try {
    const own = graphs.map(standInsOf);
    const sideTensors = new Set(own.flatMap(sideInputsOf).map(({ values }) => values));
    for (const [standIn, copy] of clones) {
      // Copied, because a backend may return the array from which the user made the tensor.
      const numbers = (await copy.data()).slice();
      if (hasNaN(numbers)) {
        throw notFinite(
          `${caller}: expected weights without NaN; ${names.get(standIn)} contains NaN; check whether training diverged, or load the model again.`,
        );
      }
      if (sideTensors.has(standIn)) perSample.set(standIn.dataId, new Float32Array(numbers));
      else weights.set(standIn.dataId, numbers as Numbers);
    }
    return { graphs: own, weights, perSample };
  } finally {
    dispose([...clones.values()]);
  }
}

/** A loop is five times as fast as `some`, and large models have a hundred million weights. */
function hasNaN(numbers: ArrayLike<number>): boolean {
  for (let i = 0; i < numbers.length; i++) if (Number.isNaN(numbers[i])) return true;
  return false;
}

/** A graph with real tensors, which the caller must dispose. */
export function graphWithTensors(
  graph: Graph,
  weights: Weights,
  sideValues: readonly Float32Array[],
): { graph: Graph; tensors: Tensor[] } {
  const tensors = new Map<object, Tensor>();
  const sides = sideInputsOf(graph);
  const side = new Map(
    sides.map(({ node, values: { shape } }, i) => {
      const numbers = sideValues[i] ?? new Float32Array();
      const width = size(shape.slice(1));
      return [node, tensor(numbers, [numbers.length / width, ...shape.slice(1)])];
    }),
  );
  const made = (standIn: Tensor): Tensor => {
    const known = tensors.get(standIn.dataId);
    if (known !== undefined && `${known.shape}` === `${standIn.shape}`) return known;
    const numbers = weights.get(standIn.dataId) ?? [];
    const real = tensor(numbers as Float32Array, standIn.shape, standIn.dtype);
    tensors.set(standIn.dataId, real);
    return real;
  };
  const nodes = graph.nodes.map((node) => {
    const values = side.get(node.id);
    const operation = values ? withSideValues(node.operation, values) : withTensors(node.operation, '', made);
    return { ...node, operation };
  });
  return { graph: { ...graph, nodes }, tensors: [...tensors.values(), ...side.values()] };
}
