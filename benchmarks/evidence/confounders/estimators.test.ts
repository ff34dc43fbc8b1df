import { keyedRandom } from '@csm/base';
import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { normalRandom } from '../grounds/normal-random.js';
import { estimators } from './estimators.js';

/** Latents (own, other, third) plus noise; `other` and `own` are equal in 90 %. */
function simulated(count: number) {
  const random = keyedRandom('simulated confounders');
  const normal = normalRandom(random);
  const labels = { own: new Uint8Array(count), other: new Uint8Array(count), third: new Uint8Array(count) };
  const latents = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) {
    labels.own[i] = Number(random() < 0.5);
    labels.other[i] = random() < 0.9 ? labels.own[i]! : 1 - labels.own[i]!;
    labels.third[i] = Number(random() < 0.5);
    const row = [labels.own[i]!, labels.other[i]!, labels.third[i]!].map((value) => value + 0.3 * normal());
    latents.set(row, 3 * i);
  }
  return { labels, latents: ndarray(latents, [count, 3]) };
}

const signal = new AbortController().signal;
/** By how much the other label moves the score, as a share of what the own label moves it: here a ratio of coordinates. */
async function shares(): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { name, make } of estimators) {
    const { vector } = await make({ name: 'own', other: 'other', ...simulated(2000), seed: 1, signal });
    found[name] = vector[1]! / vector[0]!;
  }
  return found;
}

it('the mean difference contains the other label; the vectors that know it do not', async () => {
  const found = await shares();
  // E[other | own] − E[other | not own] = .8.
  expect(found.meanDifference).toBeCloseTo(0.8, 1);
  for (const name of ['partialConcept, strata', 'partialConcept, regression on all labels']) {
    expect(Math.abs(found[name]!), name).toBeLessThan(0.05);
  }
  // The optimal direction of independent labels lies along (1, 0); of correlated ones it does not.
  expect(Math.abs(found['logisticDirection, balanced strata']!)).toBeLessThan(0.1);
  expect(found.logisticDirection).toBeGreaterThan(0.15);
});
