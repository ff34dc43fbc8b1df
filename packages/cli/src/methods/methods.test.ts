import { checkExplainer } from '@csm/core/extend';
import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { fewFeaturesOf } from './feature-window.js';
import {
  checkDecoder,
  isPerConcept,
  METHOD_NAMES,
  methodByName,
  methodNames,
  needsOf,
} from './method-by-name.js';
import type { MethodData } from './method-data.js';

const shape = [16, 16, 3];
const samples = ndarray(new Float32Array(2 * 768).fill(0.5), [2, ...shape]);
const data: MethodData = {
  encoder: { inputShape: shape, latentSize: 2, layout: 'channelsLast' },
  decoder: { latentSize: 2, outputShape: shape, decode: () => Promise.reject(new Error('not run')) } as never,
  baseline: samples.pick(0),
  mean: samples.pick(0),
  samples,
  donors: samples,
  negatives: ndarray(new Float32Array(4), [2, 2]),
  others: [{ name: 'other', vector: Float32Array.of(1, 0) }],
};

it.each(METHOD_NAMES)('makes %s', (name) => {
  expect(() => checkExplainer('test', methodByName(name, { seed: 0 }, data))).not.toThrow();
});

it('passes the settings on', () => {
  const described = (name: string, settings: object) => methodByName(name, settings, data).description;
  expect(described('integratedGradients', { steps: 7, baseline: 'zero' })).toMatch(/7 steps.*from 0/);
  expect(described('integratedGradients', { baseline: 'blur' })).toMatch(/blurred input/);
  expect(described('rectifiedGradient', { percentile: 90 })).toMatch(/percentile 90/);
  expect(described('occlusion', { window: [4] })).toMatch(/4 × 4 × 3/);
});

it.each([
  [[16, 16, 3], 'channelsLast', 9],
  [[2, 16, 1], 'channelsLast', 6],
  [[3, 16, 16], 'channelsFirst', 9],
  [[32, 4], undefined, 16],
] as const)('takes few enough features for Shapley values by default: %s', (inputShape, layout, count) => {
  const place = { inputShape, ...(layout && { layout }) };
  expect(new Set(fewFeaturesOf(place)?.data as Int32Array).size).toBe(count);
});

it('names the nearest methods if a name is misspelt', () => {
  expect(() => methodNames('gradient,integratedGradient')).toThrow(
    'unknown method "integratedGradient"; did you mean "integratedGradients"',
  );
  expect(() => methodNames('gradient,gradient')).toThrow('"gradient" is a duplicate');
  expect(() => methodNames('toString')).toThrow('unknown method "toString"');
});

it('says before any work that a decoder is missing', () => {
  expect(() => checkDecoder(['gradient', 'counterfactual'], false)).toThrow(
    '--method counterfactual needs the decoder of the model; pass --decoder FILE',
  );
  expect(() => checkDecoder(['gradient'], false)).not.toThrow();
});

it('knows which data a method needs', () => {
  expect(needsOf('integratedGradients')).toEqual(['baseline']);
  expect(needsOf('integratedGradients', { baseline: 'zero' })).toEqual([]);
  expect([isPerConcept('replacement'), isPerConcept('gradient')]).toEqual([true, false]);
});
