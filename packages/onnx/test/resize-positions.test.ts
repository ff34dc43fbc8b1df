import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { runOnnx } from '../src/index.js';
import { attributeBytes, floatTensor, modelBytes, nodeBytes, valueBytes } from './onnx-bytes.js';

beforeAll(() => useBackend('cpu'));

const ramp = (length: number) =>
  ndarray(
    Float32Array.from({ length }, (_, i) => i),
    [1, 1, length],
  );

/** The row 0, 1, 2, … resized by a scale. */
async function resized(length: number, scale: number, texts: Record<string, string>, producer: string) {
  const attributes = Object.entries(texts).map(([name, text]) => attributeBytes(name, text));
  const model = modelBytes({
    nodes: [nodeBytes('Resize', ['x', '', 'scales'], ['y'], { attributes })],
    initializers: [floatTensor('scales', [3], [1, 1, scale])],
    inputs: [valueBytes('x', ['batch', 1, length])],
    outputs: [valueBytes('y', ['batch', 1, 'length'])],
    producer,
  });
  const { y } = await runOnnx(model, { x: ramp(length) });
  return [...y!.data];
}

const NEAREST = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
const CORNERS = { mode: 'linear', coordinate_transformation_mode: 'align_corners' };

// The expected numbers are those of ONNX Runtime 1.30 and of torch.nn.functional.interpolate.
describe('Resize takes the positions that ONNX Runtime and PyTorch take', () => {
  it('the nearest position is that of float32 numbers: 3 / 0.6 is 5', async () => {
    expect(await resized(10, 0.6, NEAREST, 'test')).toEqual([0, 1, 3, 5, 6, 8]);
  });

  it('the length of the output, too: 0.7 of 10 is 7, though 0.7 as a float32 is less', async () => {
    expect(await resized(10, 0.7, NEAREST, 'test')).toHaveLength(7);
  });

  it('align_corners reaches the last position in models of exporters, also with a scale that gives no whole length', async () => {
    expect(await resized(9, 0.6, CORNERS, 'pytorch')).toEqual([0, 2, 4, 6, 8]);
  });

  it('in other models align_corners is that of the reference implementation: 0.6 of 9 counts as 5.4', async () => {
    const [, second] = await resized(9, 0.6, CORNERS, '');
    expect(second).toBeCloseTo(8 / 4.4, 5);
  });
});
