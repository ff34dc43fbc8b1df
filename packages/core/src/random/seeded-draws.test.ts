import { keyedNormal } from '@csm/base';
import { memory, reshape } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import { type DrawKey, runOfDraw, sampleNoise, sampleRandom } from './seeded-draws.js';

const key: DrawKey = { seed: 5, draw: 2, run: {} };

/** The noise as a list for each sample. */
function noiseOf(batch: number, drawn: DrawKey): number[][] {
  const noise = sampleNoise(batch, [2, 3], drawn);
  expect(noise.shape).toEqual([batch, 2, 3]);
  const values = reshape(noise, [batch, 6]);
  const lists = values.arraySync() as number[][];
  noise.dispose();
  values.dispose();
  return lists;
}

describe('sampleNoise', () => {
  it('is that of keyedNormal, the same whatever batch contains the sample', () => {
    const before = memory().numTensors;
    const all = noiseOf(4, key);
    expect(all).toEqual(
      [0, 1, 2, 3].map((sample) => {
        const normal = keyedNormal('noise', 5, 2, sample);
        return Array.from({ length: 6 }, () => Math.fround(normal()));
      }),
    );
    expect(noiseOf(2, { ...key, run: { firstSample: 2 } })).toEqual(all.slice(2));
    expect(memory().numTensors).toBe(before);
  });

  it('differs between seeds, draws and methods within a draw', () => {
    const others = [
      { ...key, seed: 6 },
      { ...key, draw: 3 },
      { ...key, run: runOfDraw(key) },
      { ...key, run: runOfDraw({ ...key, draw: 3 }) },
    ];
    const first = [key, ...others].map((each) => noiseOf(1, each)[0]?.[0]);
    expect(new Set(first).size).toBe(5);
  });
});

describe('sampleRandom', () => {
  it('has a stream for each purpose and sample', () => {
    const first = [
      sampleRandom('alpha', key, 0),
      sampleRandom('alpha', key, 1),
      sampleRandom('baseline', key, 0),
    ].map((random) => random());
    expect(new Set(first).size).toBe(3);
    expect(sampleRandom('alpha', { ...key, run: { firstSample: 1 } }, 0)()).toBe(first[1]);
  });
});
