import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../sampling/seeded-random.js';
import { drawFace, type FaceAttributes } from './face-drawing.js';
import { randomFaceScene } from './face-scene.js';
import { type FaceAttribute, faceAttributeNames, syntheticFaces } from './synthetic-faces.js';

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);

describe('syntheticFaces', () => {
  it('returns the documented shapes, types and ranges', () => {
    const faces = syntheticFaces({ count: 20, seed: 3, size: 48 });
    expect(faces.images.shape).toEqual([20, 48, 48, 3]);
    expect(faces.attributes.shape).toEqual([20, 6]);
    expect(faces.attributeNames).toEqual(faceAttributeNames);
    expect(faces.images.data).toBeInstanceOf(Float32Array);
    expect(faces.images.data.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(faces.attributes.data.every((value) => value === 0 || value === 1)).toBe(true);
    expect(syntheticFaces({ count: 1, seed: 3 }).images.shape).toEqual([1, 64, 64, 3]);
  });

  it('stays in [0, 1] for any seed and size', () => {
    const anyFaces = fc.record({
      count: fc.integer({ min: 1, max: 5 }),
      seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      size: fc.integer({ min: 16, max: 80 }),
    });
    const inRange = fc.property(anyFaces, (options) =>
      syntheticFaces(options).images.data.every((value) => value >= 0 && value <= 1),
    );
    fc.assert(inRange, { numRuns: 50 });
  });

  it('gives the same bytes for the same seed, and different ones for another seed', () => {
    const [first, again, other] = [7, 7, 8].map((seed) => syntheticFaces({ count: 10, seed, size: 32 }));
    expect(again!.images.data).toEqual(first!.images.data);
    expect(again!.attributes.data).toEqual(first!.attributes.data);
    expect(other!.images.data).not.toEqual(first!.images.data);
  });

  it('gives the same first faces whatever the count', () => {
    const few = syntheticFaces({ count: 5, seed: 11, size: 32 });
    const many = syntheticFaces({ count: 12, seed: 11, size: 32 });
    expect(many.images.data.slice(0, few.images.size)).toEqual(few.images.data);
    expect(many.attributes.data.slice(0, few.attributes.size)).toEqual(few.attributes.data);
    expect(many.mask(4, 'Smiling').data).toEqual(few.mask(4, 'Smiling').data);
  });

  it('draws six fair and independent attributes', () => {
    const count = 4000;
    const { attributes } = syntheticFaces({ count, seed: 1, size: 16 });
    // Under the null hypothesis, the standard deviation is 1/(2√n) for the frequency and 1/√n for phi; 4 of them is p
    // < 1e-4.
    const columns = faceAttributeNames.map((_, a) =>
      Array.from({ length: count }, (_, i) => attributes.get(i, a)),
    );
    for (let a = 0; a < 6; a++) {
      const p = sum(columns[a]!) / count;
      expect(Math.abs(p - 0.5)).toBeLessThan(4 / (2 * Math.sqrt(count)));
      for (let b = 0; b < a; b++) {
        const q = sum(columns[b]!) / count;
        const both = sum(columns[a]!.map((value, i) => value * columns[b]![i]!)) / count;
        const phi = (both - p * q) / Math.sqrt(p * (1 - p) * q * (1 - q));
        expect(Math.abs(phi)).toBeLessThan(4 / Math.sqrt(count));
      }
    }
  });

  it('draws everything else independently of the attributes', () => {
    // A corner of the background must be uninformative: its means with and without an attribute differ only by chance.
    const count = 2000;
    const { images, attributes } = syntheticFaces({ count, seed: 2, size: 16 });
    for (let a = 0; a < 6; a++) {
      const groups: [number[], number[]] = [[], []];
      for (let i = 0; i < count; i++) groups[attributes.get(i, a) as 0 | 1].push(images.get(i, 0, 0, 0));
      const mean = (values: number[]) => sum(values) / values.length;
      const variance = (values: number[]) => mean(values.map((value) => (value - mean(values)) ** 2));
      const error = Math.sqrt(sum(groups.map((group) => variance(group) / group.length)));
      expect(Math.abs(mean(groups[0]) - mean(groups[1]))).toBeLessThan(4 * error);
    }
  });
});

describe('syntheticFaces.mask', () => {
  it('is exactly where a face drawn with only this attribute flipped differs', () => {
    const size = 48;
    const random = seededRandom(21);
    const faces = syntheticFaces({ count: 6, seed: 21, size });
    for (let i = 0; i < 6; i++) {
      const coins = faceAttributeNames.map((name) => [name, random() < 0.5]);
      const scene = randomFaceScene(random);
      for (const name of faceAttributeNames) {
        const has = Object.fromEntries(coins) as Record<FaceAttribute, boolean>;
        has[name] = !has[name];
        const flipped = new Float32Array(size * size * 3);
        drawFace(scene, has, flipped, size);
        const mask = faces.mask(i, name);
        for (let y = 0; y < size; y++) {
          for (let x = 0; x < size; x++) {
            const change = [0, 1, 2].map((c) =>
              Math.abs(faces.images.get(i, y, x, c) - flipped[(y * size + x) * 3 + c]!),
            );
            expect(mask.get(y, x)).toBe(Math.max(...change) > 0.02 ? 1 : 0);
          }
        }
      }
    }
  });

  it('is never empty and never most of the image, at 32 and 48 pixels', () => {
    for (const size of [32, 48]) {
      const faces = syntheticFaces({ count: 400, seed: 5, size });
      for (let i = 0; i < 400; i++) {
        for (const name of faceAttributeNames) {
          const share = sum(faces.mask(i, name).data) / size ** 2;
          expect(share, `${name} of face ${i}`).toBeGreaterThan(0.01);
          expect(share, `${name} of face ${i}`).toBeLessThan(0.4);
        }
      }
    }
  });

  it('separates hat, glasses and mouth', () => {
    const faces = syntheticFaces({ count: 100, seed: 6, size: 64 });
    for (let i = 0; i < 100; i++) {
      const [hat, glasses, mouth, smile] = (
        ['Wearing_Hat', 'Eyeglasses', 'Mouth_Slightly_Open', 'Smiling'] as const
      ).map((name) => faces.mask(i, name).data);
      const overlap = (a: Uint8Array, b: Uint8Array) => sum(a.map((value, at) => value * b[at]!));
      expect(overlap(hat!, glasses!)).toBe(0);
      expect(overlap(hat!, mouth!)).toBe(0);
      expect(overlap(glasses!, mouth!)).toBe(0);
      expect(overlap(hat!, smile!)).toBe(0);
    }
  });

  it('is a new array for every call', () => {
    const faces = syntheticFaces({ count: 1, seed: 5, size: 32 });
    const before = Array.from(faces.mask(0, 'Bald').data);
    faces.mask(0, 'Bald').data.fill(1);
    expect(Array.from(faces.mask(0, 'Bald').data)).toEqual(before);
  });

  it('rejects an unknown attribute and a sample out of range', () => {
    const faces = syntheticFaces({ count: 3, seed: 5, size: 32 });
    expect(() => faces.mask(0, 'Young' as FaceAttribute)).toThrow(
      /^syntheticFaces\.mask: attribute must be 'Bald', 'Bushy_Eyebrows', 'Eyeglasses', 'Mouth_Slightly_Open', 'Smiling' or 'Wearing_Hat'; got "Young"\.$/,
    );
    for (const sample of [-1, 3, 0.5, Number.NaN]) {
      expect(() => faces.mask(sample, 'Bald')).toThrow(
        /^syntheticFaces\.mask: sample must be .* 0 to 2; got/,
      );
    }
  });
});

describe('syntheticFaces with invalid options', () => {
  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [100, 'a number'],
  ])('rejects %s instead of options', (options, got) => {
    expect(() => syntheticFaces(options as never)).toThrow(
      `syntheticFaces: expected an object of options (count, seed, size); got ${got}.`,
    );
  });
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 40])('rejects count %s', (count) => {
    expect(() => syntheticFaces({ count, seed: 1 })).toThrow(
      /^syntheticFaces: count must be a whole number from 1 to 174762; got [\w.-]+\.$/,
    );
  });
  it.each([0, 15, 32.5, Number.NaN, 1025])('rejects size %s', (size) => {
    expect(() => syntheticFaces({ count: 1, seed: 1, size })).toThrow(
      /^syntheticFaces: size must be a whole number from 16 to 1024; got [\w.-]+\.$/,
    );
  });
  it.each([-1, 0.5, Number.NaN, 2 ** 32])('rejects seed %s', (seed) => {
    expect(() => syntheticFaces({ count: 1, seed })).toThrow(
      /^syntheticFaces: seed must be a whole number from 0 to 4294967295; got [\w.-]+\.$/,
    );
  });
});

describe('drawFace', () => {
  it('changes no pixel far from the place of an attribute that is flipped', () => {
    // The mouth is in the lower half of the face; eyebrows, glasses and hat are in the upper half.
    const size = 64;
    const none = Object.fromEntries(
      faceAttributeNames.map((name) => [name, false]),
    ) as unknown as FaceAttributes;
    const draw = (seed: number, has: FaceAttributes) => {
      const pixels = new Float32Array(size * size * 3);
      drawFace(randomFaceScene(seededRandom(seed)), has, pixels, size);
      return pixels;
    };
    const changedRows = (seed: number, name: FaceAttribute) => {
      const [before, after] = [draw(seed, none), draw(seed, { ...none, [name]: true })];
      const changed = Array.from(before.keys()).filter((at) => before[at] !== after[at]);
      return changed.map((at) => Math.floor(at / (size * 3)));
    };
    for (let seed = 0; seed < 20; seed++) {
      expect(Math.min(...changedRows(seed, 'Mouth_Slightly_Open'))).toBeGreaterThan(size * 0.55);
      expect(Math.max(...changedRows(seed, 'Wearing_Hat'))).toBeLessThan(size * 0.5);
      expect(Math.max(...changedRows(seed, 'Bushy_Eyebrows'))).toBeLessThan(size * 0.55);
      expect(Math.max(...changedRows(seed, 'Eyeglasses'))).toBeLessThan(size * 0.7);
    }
  });
});
