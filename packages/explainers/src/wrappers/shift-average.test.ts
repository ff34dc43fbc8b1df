import { conceptVector, type Explainer, explain } from '@csm/core';
import { registerKernels } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../test/backends.js';
import { images, LATENT, numbers, SHAPE, smallEncoder } from '../../test/small-encoder.js';
import { gradient } from '../methods/gradient.js';
import { inputXGradient } from '../methods/input-x-gradient.js';
import { testEncoders } from '../testing.js';
import { shiftAverage } from './shift-average.js';
import { smoothGrad } from './smooth-grad.js';

const [HEIGHT, WIDTH, CHANNELS] = SHAPE;
const concept = conceptVector('c', numbers(LATENT, 1));
const index = (image: number, row: number, column: number, channel: number) =>
  ((image * HEIGHT + row) * WIDTH + column) * CHANNELS + channel;

/** An explainer whose map depends only on the input and the grid. */
const ofInput = (map: (inputs: tf.Tensor) => tf.Tensor): Explainer => ({
  name: 'of the input',
  attribute: async ({ scores }, inputs) => ({ maps: scores.map(() => tf.tidy(() => map(inputs))) }),
});
/** A pattern of the given period, the same for every picture. */
const grid = (period: number) =>
  Float32Array.from({ length: HEIGHT * WIDTH * CHANNELS }, (_, i) => {
    const [row, column] = [Math.floor(i / CHANNELS / WIDTH), Math.floor(i / CHANNELS) % WIDTH];
    return 1 + (row % period) * 3 + (column % period) * (row % period) + 2 * (column % period);
  });

/** The picture moved down and right, pixel by pixel. */
function movedSlowly(picture: Float32Array, down: number, right: number): Float32Array {
  const mirrored = (place: number) => (place < 0 ? -1 - place : place);
  return Float32Array.from(picture, (_, i) => {
    const [row, column, channel] = [
      Math.floor(i / CHANNELS / WIDTH),
      Math.floor(i / CHANNELS) % WIDTH,
      i % CHANNELS,
    ];
    return picture[index(0, mirrored(row - down), mirrored(column - right), channel)]!;
  });
}

describe.each(BACKENDS)('shiftAverage on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    if (backend === 'wasm') registerKernels();
  });

  it('is the mean of the maps of the moved pictures, moved back', async () => {
    const encoder = smallEncoder('relu');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 99 }),
        async (shifts, seed) => {
          const inputs = images(1, seed);
          const found = await explain(encoder, concept, inputs, shiftAverage(inputXGradient(), { shifts }));
          const [sums, counts] = [new Float64Array(60), new Float64Array(60)];
          for (let down = 0; down < shifts; down++) {
            for (let right = 0; right < shifts; right++) {
              const moved = ndarray(movedSlowly(inputs.data, down, right), inputs.shape);
              const { maps } = await explain(encoder, concept, moved, inputXGradient());
              for (let row = 0; row + down < HEIGHT; row++) {
                for (let column = 0; column + right < WIDTH; column++) {
                  for (let c = 0; c < CHANNELS; c++) {
                    sums[index(0, row, column, c)]! += maps.data[index(0, row + down, column + right, c)]!;
                    counts[index(0, row, column, c)]! += 1;
                  }
                }
              }
            }
          }
          const scale = Math.max(...sums.map(Math.abs));
          found.maps.data.forEach((value, i) => {
            expect(Math.abs(value - sums[i]! / counts[i]!)).toBeLessThan(1e-5 * scale);
          });
          const { scores } = await explain(encoder, concept, inputs, gradient());
          expect(found.scores.data[0]).toBeCloseTo(scores.data[0]!, 5);
        },
      ),
      { seed: 1, numRuns: 8 },
    );
  });

  it.each([1, 2, 3, 4])('changes nothing that moves with the picture, %i shifts', async (shifts) => {
    const inputs = images(2);
    const explainer = shiftAverage(
      ofInput((x) => tf.mul(x, 2)),
      { shifts },
    );
    const { maps } = await explain(smallEncoder('relu'), concept, inputs, explainer);
    maps.data.forEach((value, i) => {
      expect(Math.abs(value - 2 * inputs.data[i]!)).toBeLessThan(2e-6);
    });
  });

  it.each([
    [2, 2],
    [2, 4],
    [4, 4],
  ])('removes a pattern of period %i that stays with the grid, by %i shifts', async (period, shifts) => {
    const pattern = grid(period);
    const fixed = ofInput((x) => tf.add(tf.tensor(pattern, [1, ...SHAPE]), tf.zerosLike(x)));
    const { maps } = await explain(smallEncoder('relu'), concept, images(1), shiftAverage(fixed, { shifts }));
    const phases = Array.from({ length: period }, (_, row) =>
      Array.from({ length: period }, (_, column) => pattern[index(0, row, column, 0)]!),
    ).flat();
    const mean = phases.reduce((a, b) => a + b, 0) / phases.length;
    // Compares only pixels for which all phases were averaged: in the last rows and columns, some offsets were
    // outside the picture.
    for (let row = 0; row <= HEIGHT - shifts; row++) {
      for (let column = 0; column <= WIDTH - shifts; column++) {
        expect(maps.data[index(0, row, column, 1)]).toBeCloseTo(mean, 5);
      }
    }
  });
});

describe('shiftAverage', () => {
  beforeAll(() => useBackend('cpu'));

  it('with one offset is the inner method', async () => {
    const encoder = smallEncoder('relu');
    const [one, plain] = [
      await explain(encoder, concept, images(2), shiftAverage(gradient(), { shifts: 1 })),
      await explain(encoder, concept, images(2), gradient()),
    ];
    expect(one.maps).toEqual(plain.maps);
    expect(one.scores).toEqual(plain.scores);
  });

  it('gives each offset its own draws', async () => {
    const seen: (string | undefined)[] = [];
    const inner = ofInput((x) => tf.clone(x));
    const watched: Explainer = {
      ...inner,
      attribute: (target, inputs, run) => {
        seen.push(run.stream);
        return inner.attribute(target, inputs, run);
      },
    };
    await explain(smallEncoder('relu'), concept, images(1), shiftAverage(watched, { shifts: 3 }));
    expect(new Set(seen).size).toBe(9);
  });

  it('is linear if its inner method is', () => {
    expect(shiftAverage(gradient()).linear).toBe(true);
    expect(shiftAverage(smoothGrad(gradient(), { aggregate: 'variance' })).linear).toBe(false);
  });

  it('refuses invalid shifts and inputs that it cannot shift', async () => {
    expect(() => shiftAverage(gradient(), { shifts: 1.5 })).toThrow(
      /^shiftAverage: shifts must be a whole number of at least 1; got 1.5/,
    );
    const { encoder, dispose } = testEncoders.dense();
    const before = tf.memory();
    await expect(
      explain(
        encoder,
        conceptVector('c', numbers(4, 1)),
        ndarray(numbers(7, 1), [1, 7]),
        shiftAverage(gradient()),
      ),
    ).rejects.toThrow(
      /^shiftAverage: expected pictures .* of at least 2 × 2 pixels; the inputs have shape \[7\]\.$/,
    );
    expect(tf.memory()).toEqual(before);
    dispose();
    await expect(
      explain(smallEncoder('relu'), concept, images(1), shiftAverage(gradient(), { shifts: 6 })),
    ).rejects.toThrow(/of at least 6 × 6 pixels; the inputs have shape \[6, 5, 2\]/);
  });
});
