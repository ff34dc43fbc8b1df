import '@tensorflow/tfjs-backend-cpu';
// Registers the gradients of tfjs-core's operations.
import '@tensorflow/tfjs-layers';
import { dispose, grad, setBackend, type Tensor, tensor, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { binaryCrossEntropy } from '../likelihood/bernoulli.js';
import { klTerm, sampleLatent } from './vae-losses.js';

beforeAll(() => setBackend('cpu'));

/** Values of a tensor, which is then disposed. */
const read = (t: Tensor) => {
  const values = Array.from(t.dataSync());
  dispose(t);
  return values;
};

const expectClose = (got: number[], expected: number[]) => {
  expect(got.length).toBe(expected.length);
  got.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 5);
  });
};

// The expected numbers were computed in double precision with numpy.
const mean = () => tensor2d([0.5, -1, 2, 0], [2, 2]);
const logVariance = () => tensor2d([0, 0.5, -1, 0.25], [2, 2]);
const noise = () => tensor2d([1, -0.5, 0.25, 2], [2, 2]);

describe('binaryCrossEntropy', () => {
  let x: Tensor;
  let p: Tensor;
  beforeAll(() => {
    x = tensor2d([0, 1, 0.25, 0.5, 1, 0], [2, 3]);
    p = tensor2d([0.1, 0.8, 0.3, 0.6, 0.5, 0.9], [2, 3]);
  });

  it('is the mean over all pixels', () => {
    expectClose(read(binaryCrossEntropy(x, p)), [0.7677156545636056]);
  });

  it('has the gradient (p − x) / (p (1 − p) n)', () => {
    const expected = [0, 1, 0.25, 0.5, 1, 0].map((xi, i) => {
      const pi = [0.1, 0.8, 0.3, 0.6, 0.5, 0.9][i]!;
      return (pi - xi) / (pi * (1 - pi) * 6);
    });
    expectClose(read(grad((q) => binaryCrossEntropy(x, q))(p)), expected);
  });

  it('stays finite if the sigmoid is saturated and wrong: −ln 1e-7, as in Keras', () => {
    const [wrongAtZero] = read(binaryCrossEntropy(tensor([1]), tensor([0])));
    expect(wrongAtZero).toBeCloseTo(16.118095, 4);
    // 1 − 1e-7 in float32 is 1 − 1.19e-7.
    const [wrongAtOne] = read(binaryCrossEntropy(tensor([0]), tensor([1])));
    expect(wrongAtOne).toBeCloseTo(15.942385, 4);
    const [right] = read(binaryCrossEntropy(tensor([0, 1]), tensor([0, 1])));
    expect(right).toBeCloseTo(0, 6);
  });
});

describe('klTerm', () => {
  it('is −mean(1 + ℓ − μ² − exp ℓ)', () => {
    expectClose(read(klTerm(mean(), logVariance())), [1.450156532139828]);
  });

  it('is zero at the prior', () => {
    expectClose(read(klTerm(tensor2d([0, 0], [1, 2]), tensor2d([0, 0], [1, 2]))), [0]);
  });

  it('has the gradients 2μ / n and (exp ℓ − 1) / n', () => {
    expectClose(read(grad((m) => klTerm(m, logVariance()))(mean())), [0.25, -0.5, 1, 0]);
    const byLogVariance = [0, 0.5, -1, 0.25].map((l) => (Math.exp(l) - 1) / 4);
    expectClose(read(grad((l) => klTerm(mean(), l))(logVariance())), byLogVariance);
  });
});

describe('sampleLatent', () => {
  it('draws with the standard deviation exp(ℓ / 2)', () => {
    const z = read(sampleLatent(mean(), logVariance(), noise(), 'standard'));
    expectClose(z, [1.5, -1.64201271, 2.15163266, 2.26629691]);
  });

  it('draws with the standard deviation exp(ℓ) as the reference does', () => {
    const z = read(sampleLatent(mean(), logVariance(), noise(), 'reference'));
    expectClose(z, [1.5, -1.82436064, 2.09196986, 2.56805083]);
  });
});
