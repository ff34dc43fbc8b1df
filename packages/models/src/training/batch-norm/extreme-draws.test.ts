import { describe, expect, it } from 'vitest';
import { randomStream } from '../../random-stream.js';
import { extremeDraws } from './extreme-draws.js';

/** Normal means, and log deviations around 0 with a spread. */
function distributions(count: number, size: number, spread: number, seed = 1) {
  const random = randomStream(seed);
  const mean = Float32Array.from({ length: count * size }, random.normal);
  const logDeviation = Float32Array.from({ length: count * size }, () => spread * random.normal());
  return { size, mean, logDeviation };
}

describe('extremeDraws', () => {
  it('finds the draws that outweigh all others together, also several of similar size', () => {
    const latents = distributions(2000, 4, 1);
    latents.logDeviation[4 * 17 + 2] = 13.2;
    latents.logDeviation[4 * 900 + 2] = 9.5;
    for (const row of [3, 1500]) latents.logDeviation[4 * row] = 12;
    expect(extremeDraws(latents)).toEqual([3, 17, 900, 1500]);
  });

  it('finds none if nothing is extreme, for any number of images', () => {
    for (const count of [1, 2, 50, 99, 100, 200, 1000, 4000]) {
      for (const spread of count < 1000 ? [0, 0.3, 0.6] : [0, 0.3, 1]) {
        for (const seed of [1, 2, 3, 4, 5]) {
          expect(extremeDraws(distributions(count, 8, spread, seed))).toEqual([]);
        }
      }
    }
  });

  it('is right for deviations beyond the range of numbers', () => {
    const latents = distributions(100, 2, 0.5);
    latents.logDeviation[2 * 8] = 1000;
    expect(extremeDraws(latents)).toEqual([8]);
  });
});
