import { keyedRandom, rows } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { negatives, positives, sines } from '../../../test/sines.js';
import { dualForm } from './dual-form.js';
import { logisticDirection, svmDirection } from './linear-classifier.js';
import { logistic, squaredHinge } from './loss.js';
import { minimise } from './newton-method.js';
import { primalForm } from './primal-form.js';

/**
 * scikit-learn 1.2.1 on the same numbers: LogisticRegression(tol=1e-12), and for the SVM scipy's BFGS on its objective
 * (LinearSVC with a large intercept_scaling agrees to 1e-7): v, then the intercept.
 */
const SCIKIT = {
  logistic: {
    1: [1.4140175999357159, 2.2427267502156414, 1.0282346969361977, -0.6895513172638976],
    0.05: [0.15443211001257495, 0.11845119343569782, 0.054307284831921016, -0.26663130859278905],
  },
  svm: {
    1: [1.825202657943719, 3.3876143208809357, 1.7440613742760693, -0.749370241247984],
    0.05: [0.37251222169811643, 0.5107244672218739, 0.21041340734951539, -0.22238842978647808],
  },
};

/** 4 examples against 3, of 8 numbers; scipy's BFGS on the objectives in float64, to a gradient below 5e-9: v, then the intercept. */
const WIDE = {
  positives: ndarray(sines(32, 3), [4, 8]),
  negatives: ndarray(sines(24, 4), [3, 8]),
  logistic: {
    1: [
      0.06487765545379562, -0.03486872259108121, 0.0016029422752200072, 0.03181255545569326,
      -0.06225669952455359, 0.08688602478455676, -0.1034002963604688, 0.11025684577714591,
      0.21849229963218858,
    ],
    100: [
      0.07729462411491854, -0.0434334528644114, 0.00550470957896289, 0.03293821746398402,
      -0.06829901005333047, 0.09727686514617814, -0.11718036845114427, 0.12612686310662463,
      0.20724812833737397,
    ],
  },
  svm: {
    1: [
      0.03579796174553345, -0.019928676092937046, 0.0021976202924373542, 0.015738697027079016,
      -0.03220479557433497, 0.04566280756821736, -0.054856357197163176, 0.05892582768761928,
      0.09802393484622429,
    ],
    100: [
      0.03655672226099111, -0.020483007139181584, 0.002453014129950778, 0.015806337617232737,
      -0.03256714024279357, 0.046270558797719005, -0.05569731372766531, 0.05987299528652616,
      0.09714675512925382,
    ],
  },
};

/** Normal latents whose first component is shifted, around an offset that all share. */
function shifted(count: number, size: number, shift: number, offset: number): NdArray<Float32Array> {
  const random = keyedRandom('shifted', count, size, shift);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return ndarray(
    Float32Array.from({ length: count * size }, (_, i) => offset + normal() + (i % size === 0 ? shift : 0)),
    [count, size],
  );
}

const noPause = async () => {};

describe('linear classifiers', () => {
  it.each([1, 100] as const)(
    "have scipy's optimum with fewer examples than numbers, cost %d",
    async (cost) => {
      for (const [make, expected] of [
        [logisticDirection, WIDE.logistic[cost]],
        [svmDirection, WIDE.svm[cost]],
      ] as const) {
        const { vector, intercept } = await make('c', WIDE.positives, WIDE.negatives, { cost });
        for (const [i, value] of [...vector, intercept].entries()) {
          expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-6 * Math.max(...expected.map(Math.abs)));
        }
      }
    },
  );

  it.each([
    [12, 30, 1, 0],
    [30, 12, 1, 0],
    [20, 21, 1e4, 0],
    [15, 40, 0.01, 1000],
  ])(
    'have the same optimum in both forms: %d examples of %d numbers, cost %d, around %d',
    async (n, size, cost, offset) => {
      const latents = [...rows(shifted(n, size, 1, offset)), ...rows(shifted(n, size, 0, offset))];
      const signs = latents.map((_, i) => (i < n ? (1 as const) : (-1 as const)));
      const examples = { latents, signs, offset: new Float32Array(size).fill(offset) };
      for (const loss of [logistic, squaredHinge]) {
        const [primal, dual] = await Promise.all(
          [primalForm(examples), dualForm(examples, noPause)].map(async (form) => {
            const parameters = await minimise(await form, examples, loss, cost, noPause);
            return { vector: await (await form).vector(parameters, noPause), b: parameters.at(-1)! };
          }),
        );
        const largest = Math.max(...primal!.vector.map(Math.abs));
        for (const [k, value] of primal!.vector.entries()) {
          expect(Math.abs(value - dual!.vector[k]!)).toBeLessThan(1e-6 * largest);
        }
        expect(Math.abs(primal!.b - dual!.b)).toBeLessThan(1e-6 * Math.max(1, Math.abs(primal!.b)));
      }
    },
  );

  it.each([0, 300])(
    'satisfy the conditions of the optimum for 40 examples of 200,704 numbers around %d',
    async (offset) => {
      const size = 200_704;
      const [up, down] = [shifted(20, size, 30, offset), shifted(20, size, 0, offset)];
      for (const [make, slopeOf] of [
        [logisticDirection, (m: number) => -1 / (1 + Math.exp(m))],
        [svmDirection, (m: number) => -2 * Math.max(0, 1 - m)],
      ] as const) {
        const { vector, intercept } = await make('c', up, down, { cost: 1e-5 });
        // v = −C Σ slope(y f) y z and Σ slope(y f) y = 0: only the optimum satisfies both.
        const expected = new Float64Array(size);
        let sum = 0;
        for (const [set, y] of [
          [up, 1],
          [down, -1],
        ] as const) {
          for (const latent of rows(set)) {
            const f = vector.reduce((total, value, k) => total + value * latent[k]!, intercept);
            const weight = -1e-5 * slopeOf(y * f) * y;
            sum += weight;
            for (let k = 0; k < size; k++) expected[k]! += weight * (latent[k]! - offset);
          }
        }
        // v is rounded to float32, which limits how exactly the scores f are known.
        const limit = 1e-6 * Math.max(1, offset);
        const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        expect(vector.every((value, k) => Math.abs(value - expected[k]!) < limit * largest)).toBe(true);
        expect(Math.abs(sum)).toBeLessThan(limit * 40e-5);
      }
    },
  );

  it('reject sets of equal means, whose normals would be rounding', async () => {
    const equal = ndarray(
      new Float32Array(12).map((_, i) => [0.1, 0.7, 1e-3, 5][i % 4]!),
      [3, 4],
    );
    const [set, reversed] = [shifted(10, 40, 1, 0), shifted(10, 40, 1, 0).step(-1, 1)];
    for (const make of [logisticDirection, svmDirection]) {
      for (const [up, down] of [
        [equal, equal],
        [set, reversed],
      ] as const) {
        await expect(make('c', up, down)).rejects.toThrow(
          `${make.name}: concept "c" is the zero vector, which has no direction`,
        );
      }
    }
  });

  it.each([
    ['wide', 400, 500],
    ['narrow', 500, 300],
  ])('yield to the event loop and can be aborted (%s)', async (_, count, size) => {
    const controller = new AbortController();
    const run = logisticDirection('c', shifted(count, size, 1, 0), shifted(count, size, 0, 0), {
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(new Error('enough')));
    await expect(run).rejects.toThrow('enough');
    await expect(
      svmDirection('c', positives, negatives, { signal: AbortSignal.abort(new Error('before')) }),
    ).rejects.toThrow('before');
  });

  it.each([1, 0.05] as const)("have scikit-learn's normals and intercepts, cost %d", async (cost) => {
    for (const [make, expected] of [
      [logisticDirection, SCIKIT.logistic[cost]],
      [svmDirection, SCIKIT.svm[cost]],
    ] as const) {
      const { vector, intercept } = await make('c', positives, negatives, { cost });
      [...vector, intercept].forEach((value, i) => {
        expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-5 * Math.abs(expected[i]!));
      });
    }
  });

  it('converge for separable sets and for a single example', async () => {
    const one = ndarray(Float32Array.of(3, 3), [1, 2]);
    const other = ndarray(Float32Array.of(-1, -1, -2, -1), [2, 2]);
    for (const make of [logisticDirection, svmDirection]) {
      const { vector, intercept } = await make('c', one, other, { cost: 1e4 });
      const score = (x: number, y: number) => vector[0]! * x + vector[1]! * y + intercept;
      expect([score(3, 3) > 0, score(-1, -1) < 0, score(-2, -1) < 0]).toEqual([true, true, true]);
    }
  });

  it.each([
    [
      () => logisticDirection('c', positives, negatives, { cost: 0 }),
      /^logisticDirection: cost must be a finite number above 0; got 0\.$/,
    ],
    [
      () => svmDirection('c', positives, ndarray(new Float32Array(4), [2, 2])),
      /^svmDirection: concept "c": positives and negatives must have the same latent size; got 3 and 2\.$/,
    ],
    [
      () => logisticDirection('c', ndarray(Float32Array.of(Number.NaN, 0, 0), [1, 3]), negatives),
      /concept "c": positives must be finite; latent dimension 0 holds NaN or infinity in some example\.$/,
    ],
    [
      () => svmDirection('c', ndarray(new Float32Array(0), [0, 3]), negatives),
      /concept "c": positives must hold at least one latent; got shape \[0,3\]\.$/,
    ],
  ])('reject invalid arguments (%#)', async (make, message) => {
    await expect(make()).rejects.toThrow(message);
  });
});
