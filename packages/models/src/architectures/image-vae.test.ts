import '@tensorflow/tfjs-backend-cpu';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { assert, constantFrom, integer, property } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { disposeVae } from './dispose-vae.js';
import { imageVae } from './image-vae.js';

beforeAll(() => setBackend('cpu'));

describe('imageVae', () => {
  it('decodes to the shape it encodes, for any number of filters, size and channels', () => {
    assert(
      property(
        integer({ min: 1, max: 3 }),
        integer({ min: 1, max: 4 }),
        constantFrom(1, 3),
        integer({ min: 1, max: 6 }),
        integer({ min: 2, max: 5 }),
        (depth, blocks, channels, latentSize, kernelSize) => {
          const size = blocks * 2 ** depth;
          const filters = Array.from({ length: depth }, (_, i) => 2 + i);
          const vae = imageVae({ size, channels, latentSize, filters, kernelSize, dense: [] });
          expect(vae.inputShape).toEqual([size, size, channels]);
          expect(vae.encoder.inputs[0]?.shape).toEqual([null, size, size, channels]);
          expect(vae.encoder.outputs.map((o) => o.shape)).toEqual([
            [null, latentSize],
            [null, latentSize],
          ]);
          expect(vae.decoder.inputs[0]?.shape).toEqual([null, latentSize]);
          expect(vae.decoder.outputs[0]?.shape).toEqual([null, size, size, channels]);
          disposeVae(vae);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('rejects missing options', () => {
    expect(() => imageVae(undefined as never)).toThrow(
      'imageVae: expected an object of options (size, channels, latentSize, filters, kernelSize, dense, seed); got undefined.',
    );
  });

  it.each([
    [
      { size: 50 },
      'imageVae: size must be a multiple of 8, because each of the 3 convolutions halves it; got 50;',
    ],
    [{ size: 48, filters: [] }, 'imageVae: filters must have at least one number; got an empty array.'],
    [{ size: 48, filters: [8, 0] }, 'imageVae: filters[1] must be a whole number of at least 1; got 0'],
    [{ size: 48, latentSize: 1.5 }, 'imageVae: latentSize must be a whole number of at least 1; got 1.5'],
    [{ size: 48, channels: 0 }, 'imageVae: channels must be a whole number of at least 1; got 0'],
    [
      { size: 48, latents: 2 },
      'imageVae: unknown option "latents"; valid options: size, channels, latentSize',
    ],
  ])('rejects %j before making weights', (options, message) => {
    const before = memory().numTensors;
    expect(() => imageVae(options)).toThrow(message);
    expect(memory().numTensors).toBe(before);
  });
});
