import { keyedRandom } from '@csm/base';
import { dispose, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { evaluateNodes } from './evaluate-nodes.js';
import type { GraphBuilder } from './graph-builder.js';

/** Rounding differs between the rows of a batch by less than this share of the largest number. */
const ROUNDING = 1e-4;

/**
 * Whether a model that is given the same sample B times returns the same B times. If not, it treats the samples of its batch differently,
 * as by a constant for each of them, and the result for one sample has no meaning.
 * @param whole the node of an output whose tensor is `[1, B, ...shape]`.
 */
export async function treatsSamplesAlike(builder: GraphBuilder, whole: number): Promise<boolean> {
  const random = keyedRandom('samples alike');
  const inputs = new Map<number, Tensor>();
  for (const { id, operation, outputShape } of builder.nodes) {
    if (operation.kind !== 'input') continue;
    const count = outputShape.reduce((product, length) => product * length, 1);
    const numbers = Float32Array.from({ length: count }, () => random() - 0.5);
    inputs.set(id, tensor(numbers, [1, ...outputShape]));
  }
  const [output] = evaluateNodes(builder.nodes, inputs, [whole]).values();
  try {
    const [, batch = 1] = output?.shape ?? [];
    const values = (await output?.data<'float32'>()) ?? new Float32Array();
    const size = values.length / batch;
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return values.every((value, i) => !(Math.abs(value - (values[i % size] ?? 0)) > ROUNDING * largest));
  } finally {
    dispose([...inputs.values(), ...(output ? [output] : [])]);
  }
}
