import { describe, expect, it } from 'vitest';
import { modelInput, sampleShape } from './model-inputs.js';

const read = (shape: (number | string | null)[], wanted?: number[]) => {
  const input = modelInput('onnxEncoder', { name: 'x', type: 'float32', shape }, wanted, new Map());
  return { batchAxis: input.batchAxis, sample: sampleShape(input) };
};

describe('the batch axis of an input', () => {
  it.each<[string, (number | string | null)[], number[] | undefined, number | undefined, number[]]>([
    ['is the first', ['n', 3, 8], undefined, 0, [3, 8]],
    ['may be fixed', [4, 3, 8], undefined, 0, [3, 8]],
    ['may have another place, by its name', [10, 'batch_size', 6], undefined, 1, [10, 6]],
    ['may have another place, by the shape of one sample', [10, 4, 6], [10, 6], 1, [10, 6]],
    ['may be free without a name, by the shape of one sample', [10, 's77', 8], [10, 8], 1, [10, 8]],
    ['is the first if the shape of one sample fits several', [4, 4, 6], [4, 6], 0, [4, 6]],
    [
      'is that with its name if the shape of one sample fits several',
      ['seq', 'batch', 6],
      [10, 6],
      1,
      [10, 6],
    ],
    ['does not exist for a list of a fixed length', [200], undefined, undefined, [200]],
  ])('%s', (_title, shape, wanted, batchAxis, sample) => {
    expect(read(shape, wanted)).toEqual({ batchAxis, sample });
  });

  it('must leave the wanted shape of one sample', () => {
    expect(() => read([4, 3, 8], [5, 8])).toThrow(
      'onnxEncoder: inputShape must be the shape of one sample of input "x", whose shape is [batch, 3, 8]; got [5, 8].',
    );
  });

  it('must be clear if the shape of one sample fits several axes other than the first', () => {
    expect(() => read([5, 2, 2], [5, 2])).toThrow(
      'onnxEncoder: the shape of one sample [5, 2] fits input "x" [5, 2, 2] with axis 1 or 2 as the batch; export the model with a batch of ' +
        'another length, or one that is free and named "batch".',
    );
    expect(read([5, 'batch', 2], [5, 2])).toEqual({ batchAxis: 1, sample: [5, 2] });
    expect(read([5, 3, 2], [5, 2])).toEqual({ batchAxis: 1, sample: [5, 2] });
  });
});
