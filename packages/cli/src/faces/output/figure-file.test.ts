import { describe, expect, it } from 'vitest';
import { heading } from './figure-file.js';

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
