import { describe, expect, it } from 'vitest';
import { fixed, heading } from './figure-file.js';

describe('heading', () => {
  it.each([
    ['gradient', 'gradient', undefined],
    ['integrated gradients', 'integrated gradients, 16 steps from 0', '16 steps from 0'],
    ['integrated gradients, counterfactual', 'integrated gradients, 16 steps from x', '16 steps from x'],
    ['rectified gradient', 'rectified gradient as published, percentile 95', 'as published, percentile 95'],
    ['rectified gradient, PRR', 'rectified gradient as published, PRR', 'as published, PRR'],
    ['SmoothGrad of gradient', 'SmoothGrad (50 samples, noise 0.1) of gradient', '50 samples, noise 0.1'],
  ])('of %s writes the settings below the name, once', (name, description, detail) => {
    expect(heading({ name, description })).toEqual(detail ? { label: name, detail } : { label: name });
  });
});

it('fixed has no minus before zeros', () => {
  expect([fixed(-0.001, 2), fixed(-1.5, 1), fixed(2, 0)]).toEqual(['0.00', '−1.5', '2']);
});
