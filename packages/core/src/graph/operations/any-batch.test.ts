import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { operationCases } from '../../../test/operation-cases.js';
import { random } from '../../../test/small-models.js';
import { forward, vjp } from '../operation.js';

/** A prime that no other axis has as its length. */
const BATCH = 23;

// A recording for another runtime is made with one batch size and used with all.
describe('an operation allocates no array of the batch’s length on the host, and reads no values', () => {
  beforeAll(() => useBackend('cpu'));
  afterEach(() => vi.restoreAllMocks());

  it('of any kind', () => {
    tf.tidy(() => {
      for (const [operation, ...shapes] of Object.values(operationCases()).flat()) {
        const inputs = shapes.map((shape, i) => random([BATCH, ...shape], i + 1));
        const cotangent = random(forward(operation, inputs).shape, 9);
        const lengths = lengthsMadeBy(() => {
          const output = forward(operation, inputs);
          // It has no derivative.
          if (operation.kind !== 'quantization') vjp(operation, { inputs, output }, cotangent);
        });
        const ofBatch = lengths.filter((length) => length % BATCH === 0);
        expect({ operation: operation.kind, ofBatch }).toEqual({ operation: operation.kind, ofBatch: [] });
      }
    });
  });
});

/** The lengths of the axes of all tensors that a function makes from values on the host. */
function lengthsMadeBy(run: () => void): number[] {
  const lengths: number[] = [];
  const engine = tf.engine();
  const make = engine.makeTensor.bind(engine);
  vi.spyOn(engine, 'makeTensor').mockImplementation((values, shape, ...rest) => {
    lengths.push(...shape);
    return make(values, shape, ...rest);
  });
  vi.spyOn(tf.Tensor.prototype, 'dataSync').mockImplementation(() => {
    throw new Error('reads numbers');
  });
  run();
  vi.restoreAllMocks();
  return lengths;
}
