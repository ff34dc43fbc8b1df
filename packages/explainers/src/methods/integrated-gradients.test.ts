import { conceptVector, cosine, dotProduct, encode, explain, scorePerSample } from '@csm/core';
import { registerKernels } from '@csm/wasm';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { images, LATENT, numbers, smallEncoder } from '../../test/small-encoder.js';
import { deepLift } from './deep-lift.js';
import { integratedGradients } from './integrated-gradients.js';

beforeAll(async () => {
  await useBackend('wasm');
  registerKernels();
});

const concept = (seed: number) => conceptVector(`${seed}`, numbers(LATENT, seed));
const sums = (maps: { data: Float32Array; shape: number[] }) => {
  const size = maps.data.length / maps.shape[0]!;
  return Array.from({ length: maps.shape[0]! }, (_, i) =>
    maps.data.subarray(i * size, (i + 1) * size).reduce((a, b) => a + b, 0),
  );
};

describe('completeness gaps', () => {
  it.each([
    ['integrated gradients', () => integratedGradients({ steps: 3, baseline: 0.3 }), 0.3],
    ['DeepLIFT', () => deepLift({ baseline: 0.3 }), 0.3],
  ] as const)('of %s are the sum of the map minus the difference of scores', async (_, make, baseline) => {
    const encoder = smallEncoder('relu');
    const inputs = images(3);
    const start = ndarray(new Float32Array(inputs.data.length).fill(baseline), inputs.shape);
    const explained = await explain(encoder, concept(2), inputs, make());
    const from = await explain(encoder, concept(2), start, make());
    const expected = sums(explained.maps).map(
      (sum, i) => sum - (explained.scores.data[i]! - from.scores.data[i]!),
    );
    expect(explained.completenessGaps!.shape).toEqual([3]);
    explained.completenessGaps!.data.forEach((gap, i) => {
      expect(Math.abs(gap - expected[i]!)).toBeLessThan(1e-5 * Math.abs(sums(explained.maps)[i]!) + 1e-5);
    });
  });

  it('are absent if the method does not promise completeness', async () => {
    const explained = await explain(
      smallEncoder('relu'),
      concept(2),
      images(1),
      integratedGradients({ steps: 2, pathFromZero: true }),
    );
    expect('completenessGaps' in explained).toBe(false);
  });
});

describe('tolerance', () => {
  it('adds steps for each sample until its gap is small enough', async () => {
    const encoder = smallEncoder('tanh');
    const inputs = images(5);
    const baseline = ndarray(new Float32Array(inputs.data.length / 5), inputs.shape.slice(1));
    const explainer = integratedGradients({ steps: 1, tolerance: 1e-3 });
    const { scores, completenessGaps } = await explain(encoder, concept(3), inputs, explainer);
    const z = await encode(encoder, ndarray(baseline.data, [1, ...baseline.shape]));
    const start = concept(3).vector.reduce((sum, v, k) => sum + v * z.get(0, k), 0);
    const coarse = await explain(encoder, concept(3), inputs, integratedGradients({ steps: 1 }));
    let improved = 0;
    completenessGaps!.data.forEach((gap, i) => {
      const allowed = 1e-3 * Math.abs(scores.data[i]! - start) + 1e-5;
      expect(Math.abs(gap)).toBeLessThanOrEqual(allowed);
      if (Math.abs(coarse.completenessGaps!.data[i]!) > allowed) improved += 1;
    });
    expect(improved).toBeGreaterThan(0);
  });

  it('gives a sample the same map whichever samples and concepts it is explained with', async () => {
    const encoder = smallEncoder('tanh');
    const inputs = images(4);
    const explainer = integratedGradients({ steps: 1, tolerance: 1e-2 });
    const together = await explain(encoder, [concept(3), concept(4)], inputs, explainer);
    for (let i = 0; i < 4; i++) {
      const one = ndarray(inputs.data.slice(i * 60, (i + 1) * 60), [1, ...inputs.shape.slice(1)]);
      const { maps } = await explain(encoder, concept(4), one, explainer);
      maps.data.forEach((value, k) => {
        expect(value).toBeCloseTo(together[1]!.maps.data[i * 60 + k]!, 5);
      });
    }
  });

  it('warns of the samples that still miss it, and progress never falls', async () => {
    const warnings: string[] = [];
    const progress: number[] = [];
    await explain(
      smallEncoder('relu'),
      concept(3),
      images(3),
      integratedGradients({ steps: 1, maxSteps: 4, tolerance: 1e-9 }),
      { onWarning: (message) => warnings.push(message), onProgress: ({ done }) => progress.push(done) },
    );
    expect(warnings.join()).toMatch(
      /^integratedGradients: 3 of 3 maps miss .* by more than 1e-7 %; the map of "3" .*; raise maxSteps above 4/,
    );
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(3);
  });

  it.each([
    [{ tolerance: 0 }, /tolerance must be a finite number above 0/],
    [{ tolerance: 0.1, pathFromZero: true }, /tolerance needs complete maps/],
    [{ steps: 10, maxSteps: 5 }, /maxSteps must be a whole number of at least 10/],
    [{ baseline: [] }, /expected at least one baseline; got an empty list/],
  ])('%o is refused', (options, message) => {
    expect(() => integratedGradients(options)).toThrow(message);
  });
});

describe('several baselines', () => {
  it('give the mean of their maps', async () => {
    const encoder = smallEncoder('relu');
    const picture = ndarray(numbers(60, 8), [6, 5, 2]);
    const list = [0, 0.5, picture];
    const maps: NdArray<Float32Array>[] = [];
    for (const baseline of list) {
      maps.push(
        (await explain(encoder, concept(2), images(2), integratedGradients({ steps: 4, baseline }))).maps,
      );
    }
    const all = await explain(
      encoder,
      concept(2),
      images(2),
      integratedGradients({ steps: 4, baseline: list }),
    );
    all.maps.data.forEach((value, i) => {
      expect(value).toBeCloseTo(
        maps.reduce((sum, map) => sum + map.data[i]! / 3, 0),
        5,
      );
    });
    const fine = integratedGradients({ steps: 500, baseline: list });
    const exact = await explain(smallEncoder('tanh'), concept(2), images(2), fine);
    for (const gap of exact.completenessGaps!.data) expect(Math.abs(gap)).toBeLessThan(2e-5);
  });
});

describe('scores other than the dot product', () => {
  it('are complete too: cosine, and one score per sample', async () => {
    const encoder = smallEncoder('tanh');
    const scores = [cosine(concept(2)), scorePerSample('each', [concept(3), cosine(concept(4)), concept(5)])];
    const found = await explain(encoder, scores, images(3), integratedGradients({ steps: 100 }), {
      batchSize: 2,
    });
    for (const { completenessGaps } of found) {
      for (const gap of completenessGaps!.data) expect(Math.abs(gap)).toBeLessThan(2e-5);
    }
    const alone = await explain(
      encoder,
      dotProduct(concept(3)),
      images(1),
      integratedGradients({ steps: 100 }),
    );
    alone.maps.data.forEach((value, i) => {
      expect(found[1]!.maps.data[i]!).toBeCloseTo(value, 5);
    });
  });
});
