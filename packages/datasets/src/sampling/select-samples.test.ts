import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { syntheticFaces } from '../synthetic/synthetic-faces.js';
import { selectSamples } from './select-samples.js';

/** 0, 1, 2, … in the given shape. */
const counting = (...shape: number[]) =>
  ndarray(
    Float32Array.from({ length: shape.reduce((product, length) => product * length, 1) }, (_, i) => i),
    shape,
  );

describe('selectSamples', () => {
  it('copies the samples in the given order, duplicates included', () => {
    const selected = selectSamples(counting(3, 1, 2, 1), [2, 0, 2]);
    expect(selected.shape).toEqual([3, 1, 2, 1]);
    expect(Array.from(selected.data)).toEqual([4, 5, 0, 1, 4, 5]);
  });

  it('reads any strides, as get() does', () => {
    const anyView = fc.record({
      order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
      step: fc.constantFrom(1, -1, 2),
      low: fc.nat(1),
      pick: fc.array(fc.nat(1), { minLength: 1, maxLength: 5 }),
    });
    fc.assert(
      fc.property(anyView, ({ order, step, low, pick }) => {
        const view = counting(4, 4, 3, 5)
          .transpose(...order)
          .step(1, step)
          .lo(low, 0, low);
        const selected = selectSamples(view, pick);
        const [, height, width, channels] = view.shape as [number, number, number, number];
        expect(selected.shape).toEqual([pick.length, height, width, channels]);
        for (const [i, sample] of pick.entries())
          for (let y = 0; y < height; y++)
            for (let x = 0; x < width; x++)
              for (let c = 0; c < channels; c++)
                expect(selected.get(i, y, x, c)).toBe(view.get(sample, y, x, c));
      }),
    );
  });

  it('returns a copy', () => {
    const { images } = syntheticFaces({ count: 2, seed: 1, size: 16 });
    const before = images.get(1, 3, 3, 0);
    selectSamples(images, [1]).data.fill(7);
    expect(images.get(1, 3, 3, 0)).toBe(before);
  });

  it.each([3, -1, 0.5, Number.NaN])('rejects index %s of 3 samples', (index) => {
    expect(() => selectSamples(counting(3, 2, 2, 1), [0, index])).toThrow(
      `selectSamples: indices[1] must be a whole number from 0 to 2; got ${index}.`,
    );
  });

  it('rejects an empty selection and anything other than images', () => {
    const images = counting(3, 2, 2, 1);
    expect(() => selectSamples(images, [])).toThrow(
      'selectSamples: indices must have at least one index; got an empty array.',
    );
    expect(() => selectSamples(images, 2 as never)).toThrow(
      /^selectSamples: indices must be an array; got a number\.$/,
    );
    const faces = syntheticFaces({ count: 1, seed: 1, size: 16 });
    for (const [value, got] of [
      [faces, 'an object of type Object'],
      [undefined, 'undefined'],
      [ndarray(new Float32Array(1), []), 'shape []'],
    ] as const) {
      expect(() => selectSamples(value as never, [0])).toThrow(
        `selectSamples: images must be an ndarray [n, …], such as syntheticFaces(…).images; got ${got}.`,
      );
    }
  });
});
