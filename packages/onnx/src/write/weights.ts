import type { Graph, Operation } from '@csm/core/extend';
import { type DataId, Tensor } from '@tensorflow/tfjs-core';
import { isPerSample } from './side-inputs.js';
import type { Numbers } from './value.js';

/** A copy of the values of a graph's weights. */
export type Weights = ReadonlyMap<DataId, Numbers>;

/** Reads the weights of a graph, except for values that are given per sample. */
export async function readWeights({ nodes }: Graph): Promise<Weights> {
  const numbers = new Map<DataId, Numbers>();
  for (const { operation } of nodes) {
    if (isPerSample(operation)) continue;
    for (const tensor of tensorsOf(operation)) {
      if (!numbers.has(tensor.dataId)) numbers.set(tensor.dataId, (await tensor.data()) as Numbers);
    }
  }
  return numbers;
}

function tensorsOf(operation: Operation): Tensor[] {
  const found: Tensor[] = [];
  withTensors(operation, '', (tensor) => {
    found.push(tensor);
    return tensor;
  });
  return found;
}

/** A copy of an operation with other tensors. @param name the path of fields that leads to a tensor, such as `kernel`. */
export function withTensors<T>(value: T, path: string, replace: (tensor: Tensor, path: string) => Tensor): T {
  if (value instanceof Tensor) return replace(value, path) as T;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) {
    return value.map((each, i) => withTensors(each, `${path}.${i}`, replace)) as T;
  }
  const entries = Object.entries(value).map(([name, each]) => [
    name,
    withTensors(each, `${path}.${name}`, replace),
  ]);
  return Object.fromEntries(entries) as T;
}
