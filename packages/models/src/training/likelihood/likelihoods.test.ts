import '@tensorflow/tfjs-backend-cpu';
// Registers the gradients of tfjs-core's operations.
import '@tensorflow/tfjs-layers';
import { grads, memory, setBackend, type Tensor, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Likelihood } from './likelihood.js';
import { likelihoodOf } from './likelihoods.js';

beforeAll(() => setBackend('cpu'));

// Two cells of four genes.
const counts = [
  [0, 1, 3, 250],
  [7, 0, 0, 12],
];
const fractions = [
  [0.05, 0.1, 0.15, 0.7],
  [0.4, 0.2, 0.1, 0.3],
];
const logTheta = [-4, 0, 2.5, 11];
const dropoutLogits = [
  [-3, 0.5, 2, -1],
  [0, 1.5, -2, 0.25],
];

/**
 * Computed in float64 with scipy.stats (poisson, nbinom with n = θ and p = θ / (θ + μ), norm) and scipy.special.digamma; for ZINB the
 * logarithm of d·[x = 0] + (1 − d)·NB(x), d = expit(π). The gradients are those of the mean: by the decoder's first output, then by
 * the other parameters.
 */
const EXPECTED: Readonly<Record<string, { value: number; gradients: number[][] }>> = {
  poisson: {
    value: 11.618314062162842,
    gradients: [[31.75, 30.5, 29.25, -12.892857142857144, 0.1875, 2.375, 2.375, -2.625]],
  },
  negativeBinomial: {
    value: 5.799867046504256,
    gradients: [
      [
        0.04572315636979432, 1.15530303030303, 7.0867198558023015, -12.854684355524615,
        0.00045077973326637655, 0.49479166666666663, 2.0545667008562605, -2.624750124589988,
      ],
      [-0.10422730914694049, 0.2657588546446281, 0.763174551661231, 0.005173965581698433],
    ],
  },
  zeroInflatedNegativeBinomial: {
    value: 6.182217641473182,
    gradients: [
      [
        0.04329328675855226, 1.15530303030303, 7.0867198558023015, -12.854684355524615,
        0.00045077973326637655, 0.02197891360636761, 1.1471130313752305, -2.624750124589988,
      ],
      [-0.1049018991892235, 0.17295426151528498, 0.7564397871079358, 0.005173965581698433],
      [
        -0.0007146515483750399, 0.07780741640023182, 0.11009963474723529, 0.03361767767124939, 0.0625,
        -0.017250622827870096, -0.040309187514665536, 0.07027206261072476,
      ],
    ],
  },
  gaussian: {
    value: 7.662459783485049,
    gradients: [
      [
        0.4618160061831657, 0.1125, 0.090979598956895, -0.11202090382769388, 3.0479856408088932, 0.25,
        0.07581633246407918, 0.011202090382769387,
      ],
      [-5.0196303088804655, -0.175625, 0.032504074393823405, -0.8932700157937374],
    ],
  },
};

describe('the negative log-likelihood', () => {
  /** The inputs, the decoder's first output, and the names and values of the parameters. */
  const arguments_ = (likelihood: Likelihood) => {
    if (likelihood === 'gaussian') {
      const scaled = (rows: number[][], factor: number) =>
        tensor2d(rows.map((row) => row.map((x) => x * factor)));
      return {
        x: scaled(counts, 0.1),
        answer: scaled(fractions, 10),
        names: ['log_variance'],
        parameters: [tensor1d([-2, 0, 0.5, 3])],
      };
    }
    const names = {
      bernoulli: [],
      poisson: [],
      negativeBinomial: ['log_dispersion'],
      zeroInflatedNegativeBinomial: ['log_dispersion', 'dropout_logits'],
    }[likelihood];
    const parameters = [tensor1d(logTheta), tensor2d(dropoutLogits)].slice(0, names.length);
    return { x: tensor2d(counts), answer: tensor2d(fractions), names, parameters };
  };

  it.each(Object.entries(EXPECTED))(
    'of %s and its gradients are those of scipy',
    (name, { value, gradients }) => {
      const before = memory().numTensors;
      tidy(() => {
        const likelihood = name as Likelihood;
        const { x, answer, names, parameters } = arguments_(likelihood);
        const loss = (first: Tensor, ...others: Tensor[]) =>
          likelihoodOf({ likelihood }).negativeLogLikelihood(x, {
            answer: first,
            parameters: Object.fromEntries(names.map((each, i) => [each, others[i] as Tensor])),
          });
        // Sums of at most 1,500, such as Σ x ln μ, are rounded to 1.2e-4; the mean is over 8 values.
        expect(loss(answer, ...parameters).dataSync()[0]).toBeCloseTo(value, 4);
        const got = grads(loss as (...args: Tensor[]) => Tensor)([answer, ...parameters]);
        expect(got.length).toBe(gradients.length);
        for (const [i, expected] of gradients.entries()) {
          for (const [j, each] of expected.entries()) {
            // A few roundings of float32, of terms that are at most ten times as large as their sum.
            expect(got[i]?.dataSync()[j], `${i}, ${j}`).toSatisfy(
              (number: number) => Math.abs(number - each) < 1e-6 + 1e-5 * Math.abs(each),
            );
          }
        }
      });
      expect(memory().numTensors).toBe(before);
    },
  );

  it('of a negative binomial with a large θ is that of Poisson', () => {
    tidy(() => {
      const { x, answer } = arguments_('poisson');
      const poisson = likelihoodOf({ likelihood: 'poisson' }).negativeLogLikelihood(x, {
        answer,
        parameters: {},
      });
      for (const log of [16, 30, 60]) {
        const parameters = { log_dispersion: tensor1d([log, log, log, log]) };
        const nb = likelihoodOf({ likelihood: 'negativeBinomial' }).negativeLogLikelihood(x, {
          answer,
          parameters,
        });
        // At e¹⁶ = 8.9 million the two differ by (x − μ)² / 2θ, here 4e-4 for the largest count.
        expect(nb.dataSync()[0]).toBeCloseTo(poisson.dataSync()[0] as number, log === 16 ? 3 : 4);
      }
    });
  });

  it('of a zero-inflated negative binomial without dropout is that of the negative binomial', () => {
    tidy(() => {
      const { x, answer, parameters } = arguments_('negativeBinomial');
      const [log_dispersion] = parameters as [Tensor];
      const dropout_logits = tensor2d(counts.map((row) => row.map(() => -40)));
      const [nb, zinb] = (['negativeBinomial', 'zeroInflatedNegativeBinomial'] as const).map((likelihood) =>
        likelihoodOf({ likelihood }).negativeLogLikelihood(x, {
          answer,
          parameters: { log_dispersion, dropout_logits },
        }),
      );
      expect(zinb?.dataSync()[0]).toBeCloseTo(nb?.dataSync()[0] as number, 5);
    });
  });

  it('stays finite for a fraction of 0 and extreme dispersions', () => {
    tidy(() => {
      const x = tensor2d([[100_000, 0, 3, 1]]);
      const answer = tensor2d([[0, 0, 1, 0]]);
      const log_dispersion = tensor1d([-12, 40, -12, 40]);
      const dropout_logits = tensor2d([[90, -90, 90, -90]]);
      for (const likelihood of ['poisson', 'negativeBinomial', 'zeroInflatedNegativeBinomial'] as const) {
        const loss = (first: Tensor, theta: Tensor = log_dispersion) =>
          likelihoodOf({ likelihood }).negativeLogLikelihood(x, {
            answer: first,
            parameters: { log_dispersion: theta, dropout_logits },
          });
        const arguments_ = likelihood === 'poisson' ? [answer] : [answer, log_dispersion];
        const numbers = [
          ...loss(answer, log_dispersion).dataSync(),
          ...grads(loss as (...args: Tensor[]) => Tensor)(arguments_).flatMap((each) =>
            Array.from(each.dataSync()),
          ),
        ];
        expect(
          numbers.filter((each) => !Number.isFinite(each)),
          likelihood,
        ).toEqual([]);
      }
    });
  });

  it('names a parameter that the decoder does not have', () => {
    const likelihood = likelihoodOf({ likelihood: 'negativeBinomial' });
    tidy(() => {
      const decoded = { answer: tensor2d(fractions), parameters: {} };
      expect(() => likelihood.negativeLogLikelihood(tensor2d(counts), decoded)).toThrow(
        'vae.decoder: expected an output layer "log_dispersion", which vae.likelihood needs',
      );
    });
  });
});
