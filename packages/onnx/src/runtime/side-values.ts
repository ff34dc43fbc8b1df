import { invalidArgument } from '@csm/base';
import type { Graph } from '@csm/core/extend';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { sideInputsOf } from '../write/side-inputs.js';
import { rowsFor } from './host-tensors.js';

/** The samples of an encoder: which rows of the values per sample it uses, and the noise of a posterior sample. */
export interface Samples {
  /** Which of the samples that values were given for. Default: all. */
  readonly part?: { readonly start: number; readonly rows: number } | undefined;
  /** Borrowed. */
  readonly noise?: Tensor2D | undefined;
}

/** The values of a graph's side inputs for a batch, in the order of `sideInputsOf`. @throws if the size of the batch does not fit them. */
export async function sideValuesFor(
  caller: string,
  graph: Graph,
  perSample: ReadonlyMap<object, Float32Array>,
  { part, noise }: Samples,
  batch: number,
): Promise<{ numbers: Float32Array; shape: number[] }[]> {
  const found: { numbers: Float32Array; shape: number[] }[] = [];
  for (const side of sideInputsOf(graph)) {
    const isNoise = graph.nodes[side.node]?.operation.kind === 'posteriorSample';
    const shape = side.values.shape.slice(1);
    const rows = isNoise ? { start: 0, rows: noise?.shape[0] ?? 1 } : (part ?? side);
    checkBatch(caller, isNoise, rows.rows, batch, noise, shape);
    const numbers = isNoise
      ? ((await noise?.data()) as Float32Array)
      : (perSample.get(side.values.dataId) ?? new Float32Array());
    found.push({ numbers: rowsFor(batch, numbers, shape, rows), shape: [batch, ...shape] });
  }
  return found;
}

function checkBatch(
  caller: string,
  isNoise: boolean,
  rows: number,
  batch: number,
  noise: Tensor2D | undefined,
  shape: readonly number[],
): void {
  if (isNoise) {
    if (batch % rows === 0 && `${noise?.shape.slice(1)}` === `${shape}`) return;
    throw invalidArgument(
      `sampled: the noise must have one row per sample of the latents [${batch},${shape}]; got shape [${noise?.shape}].`,
    );
  }
  if (batch % rows === 0) return;
  throw invalidArgument(
    `${caller}: the encoder has given values for ${rows} samples; got a batch of ${batch}; use encoder.slice(start, size) for a part of the samples.`,
  );
}

/** The graph with only the values of these samples. */
export function withSamples(graph: Graph, { part, noise }: Samples): Graph {
  if (part === undefined && noise === undefined) return graph;
  const nodes = graph.nodes.map((node) => {
    const { operation } = node;
    if (operation.kind === 'posteriorSample' && noise) return { ...node, operation: { ...operation, noise } };
    return operation.kind === 'given' && operation.perSample && part
      ? { ...node, operation: { ...operation, ...part } }
      : node;
  });
  return { ...graph, nodes };
}
