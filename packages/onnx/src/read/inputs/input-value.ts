import type { GraphBuilder } from '../graph-builder.js';
import { ownAxes, SAMPLES } from '../layout/samples-axis.js';
import type { Value } from '../value.js';
import { type ModelInput, sampleShape } from './model-inputs.js';

/** How a model is read: see `readGraph`; `run`: as it is, with the batch that its inputs have. */
export type ReadAs = 'one sample' | 'batch' | 'repeated sample' | 'run';

/** Adds an input of the model to the graph; its tensor is `[samples, ...the shape of one sample]`. */
export function inputValue(builder: GraphBuilder, input: ModelInput, as: ReadAs, samples: number): Value {
  const { name, type, shape, batchAxis } = input;
  const sample = sampleShape(input);
  const id = builder.add(name, { kind: 'input' }, [], sample);
  const isBatch = batchAxis !== undefined && shape[batchAxis] === samples;
  if (as === 'repeated sample' && isBatch) {
    const single = shape.map((length, axis) => (axis === batchAxis ? 1 : length));
    const whole = builder.add(`${name}/reshape`, { kind: 'reshape', shape: single }, [id], single);
    const repeated = builder.add(`${name}/expand`, { kind: 'expand', shape }, [whole], shape);
    return { id: repeated, type, shape, axes: ownAxes(shape) };
  }
  let next = 1;
  const axes = shape.map((_, axis) => {
    if (axis !== batchAxis) return [next++];
    return as === 'batch' && isBatch ? [SAMPLES] : [];
  });
  return { id, type, shape, axes };
}
