import { expect, it } from 'vitest';
import { keyedRandom } from '../random/keyed-random.js';
import { sobolDesign } from './sobol-design.js';

it('sobolDesign has pairs that fill each axis evenly, and exchanges one coordinate at a time', () => {
  const [dimensions, pairs] = [3, 16];
  const design = sobolDesign(dimensions, pairs, keyedRandom('design'));
  expect(design.count).toBe(80);
  const points = Array.from({ length: design.count }, (_, point) => {
    const into = new Float64Array(dimensions);
    design.write(point, into);
    return into;
  });
  const [a, b] = [points.slice(0, 16), points.slice(16, 32)];
  for (const block of [a, b]) {
    for (let i = 0; i < dimensions; i++) {
      const intervals = block.map((point) => Math.floor(pairs * point[i]!)).sort((x, y) => x - y);
      expect(intervals).toEqual(Array.from({ length: pairs }, (_, k) => k));
    }
  }
  for (let i = 0; i < dimensions; i++) {
    for (let pair = 0; pair < pairs; pair++) {
      const expected = a[pair]!.map((value, k) => (k === i ? b[pair]![k]! : value));
      expect(points[(i + 2) * pairs + pair]).toEqual(expected);
    }
  }
});
