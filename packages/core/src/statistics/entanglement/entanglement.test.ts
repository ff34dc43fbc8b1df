import { keyedRandom } from '@csm/base';
import * as fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { gaussianLatents } from '../../../test/gaussian-latents.js';
import { conceptVector } from '../../concepts/concept-vector.js';
import { meanDifference } from '../../concepts/mean-difference.js';
import { partialConcept } from '../../concepts/partial-concept.js';
import { rocAuc } from '../roc-auc.js';
import { aucInterval, pOfHalf, rankedAuc } from './auc-interval.js';
import { entanglement } from './entanglement.js';

/** The AUC of two lists of scores. */
const aucEstimate = (up: Float64Array, down: Float64Array) =>
  rankedAuc(Float64Array.from([...up, ...down]))((i) => i < up.length).estimate!;

describe('rankedAuc', () => {
  it("has numpy's AUC and DeLong's variance, with ties", () => {
    // import numpy as np
    // psi = lambda x, y: 1. * (x > y) + .5 * (x == y); M = psi(a[:, None], b[None])
    // M.mean(), M.mean(1).var(ddof=1) / len(a) + M.mean(0).var(ddof=1) / len(b)
    const a = Float64Array.of(0.9, 0.8, 0.8, 0.55, 0.4, 0.7, 0.35, 0.6, 0.2, 0.75);
    const b = Float64Array.of(0.5, 0.4, 0.3, 0.45, 0.1, 0.6, 0.8, 0.15, 0.35, 0.25, 0.05);
    const found = aucEstimate(a, b);
    expect(found.auc).toBeCloseTo(0.7772727272727272, 14);
    expect(found.variance).toBeCloseTo(0.01109504132231405, 14);
    // n, m = 10, 11; t = np.unique(np.concatenate([a, b]), return_counts=True)[1]
    // scipy.stats.mannwhitneyu(a, b, use_continuity=False, method='asymptotic').pvalue
    // (n * m / 12 * (22 - (t**3 - t).sum() / (21 * 20))) / (n * m)**2
    expect(found.nullVariance).toBeCloseTo(0.01659090909090909, 14);
    expect(pOfHalf(found)).toBeCloseTo(0.03134672644297308, 12);
    const [lower, upper] = aucInterval(found, 0.9);
    // scipy.stats.norm.ppf(.95) is 1.6448536269514722.
    expect(upper - lower).toBeCloseTo(2 * 1.6448536269514722 * Math.sqrt(found.variance), 12);
  });

  it('has the AUC of rocAuc, and a variance that does not depend on the sides', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 2, maxLength: 15 });
    fc.assert(
      fc.property(scores, scores, (a, b) => {
        const [up, down] = [Float64Array.from(a), Float64Array.from(b)];
        const [found, swapped] = [aucEstimate(up, down), aucEstimate(down, up)];
        expect(found.auc).toBeCloseTo(rocAuc(up, down), 12);
        expect(swapped.auc).toBeCloseTo(1 - found.auc, 12);
        expect(swapped.variance).toBeCloseTo(found.variance, 12);
      }),
      { seed: 1 },
    );
  });
});

/** Pictures with glasses (dimension 0) and hats (1), whose labels have the correlation φ; "tall" has no effect. */
function faces(count: number, phi: number, seed: number) {
  const random = keyedRandom('faces', seed);
  const glasses = Array.from({ length: count }, () => random() < 0.5);
  const hat = glasses.map((has) => (random() < (1 + phi) / 2 ? has : !has));
  const tall = glasses.map(() => random() < 0.5);
  const latents = gaussianLatents(count, 3, seed);
  for (let i = 0; i < count; i++) {
    latents.set(i, 0, latents.get(i, 0) + 2 * Number(glasses[i]));
    latents.set(i, 1, latents.get(i, 1) + 2 * Number(hat[i]));
  }
  return { latents, labels: { glasses, hat, tall } };
}

describe('entanglement', () => {
  it('finds the label that a vector contains, and not in the vector of partialConcept', () => {
    const [train, test] = [faces(1000, 0.8, 1), faces(1000, 0.8, 2)];
    const side = (has: boolean) => {
      const rows = [...train.labels.glasses.keys()].filter((i) => train.labels.glasses[i] === has);
      const values = rows.flatMap((i) => [0, 1, 2].map((k) => train.latents.get(i, k)));
      return ndarray(Float32Array.from(values), [rows.length, 3]);
    };
    const all = meanDifference('glasses', side(true), side(false));
    const options = { of: 'glasses' };
    const [hat, tall] = entanglement(all, test.latents, test.labels, options);
    expect(hat).toMatchObject({ name: 'hat', verdict: 'entangled' });
    expect(hat!.phi).toBeCloseTo(0.8, 1);
    // z · (1, .8) with noise of √1.64: P(N(1.6, √2 · √1.64) > 0) = Φ(.883) within a stratum.
    expect(hat!.within.auc).toBeCloseTo(0.811, 1);
    expect(hat!.sentence).toMatch(
      /^"hat" moves the score of "glasses" among examples that agree in "glasses" \(AUC 0\.\d\d, 95 % interval 0\.\d\d to 0\.\d\d\); partialConcept holds it constant\.$/,
    );
    expect(tall).toMatchObject({ name: 'tall', verdict: 'not shown' });

    const partial = partialConcept('glasses', train.latents, train.labels, { of: 'glasses', given: ['hat'] });
    const after = entanglement(partial, test.latents, test.labels, options).find(
      ({ name }) => name === 'hat',
    )!;
    // The labels still go together, so the score still tells the hats among all examples.
    expect(after.overall.auc).toBeGreaterThan(0.75);
    expect(Math.abs(after.within.auc! - 0.5)).toBeLessThan(0.06);
    expect(after.within.interval![0]).toBeLessThan(0.5);
  });

  it('says that an unrelated label is entangled as often as the confidence allows, in either labels’ proportion', () => {
    let found = 0;
    for (let seed = 0; seed < 400; seed++) {
      const { latents, labels } = faces(48, 0.5, seed);
      const { glasses, tall } = labels;
      const [one] = entanglement(
        conceptVector('c', [1, 0.8, 0.3]),
        latents,
        { glasses, tall },
        { of: 'glasses' },
      );
      if (one!.verdict === 'entangled') found++;
    }
    // Binomial with p = .05: mean 20, standard deviation 4.4.
    expect(found).toBeGreaterThan(8);
    expect(found).toBeLessThan(36);
  });

  it('says where examples are too few, and sorts these labels last', () => {
    const { latents, labels } = faces(60, 0, 3);
    const rare = labels.glasses.map((_, i) => i < 9);
    const unknown = labels.glasses.map((): boolean | null => null);
    const oneSided = labels.glasses.map((has, i) => has && i % 2 === 0);
    const found = entanglement(
      conceptVector('c', [1, 0, 0]),
      latents,
      { ...labels, rare, unknown, oneSided },
      { of: 'glasses' },
    );
    expect(found.slice(-2).map(({ name, verdict }) => [name, verdict])).toEqual([
      ['rare', 'too few'],
      ['unknown', 'too few'],
    ]);
    expect(found.at(-1)!.phi).toBeNaN();
    expect(found.at(-2)!).toMatchObject({
      overall: { positives: 9, negatives: 51, auc: undefined, interval: undefined },
      sentence:
        'Too few examples to tell whether "rare" moves the score of "c": 10 with "rare" and 10 without it are needed among ' +
        'examples that agree in "glasses".',
    });
    // Nobody without glasses has it, so only those with glasses count.
    const one = found.find(({ name }) => name === 'oneSided')!;
    expect(one.withoutConcept).toMatchObject({ positives: 0, auc: undefined });
    expect(one.within.auc).toBe(one.withConcept.auc);
  });

  const { latents, labels } = faces(20, 0, 1);
  const concept = conceptVector('c', [1, 0, 0]);
  it.each<[() => unknown, RegExp]>([
    [
      () => entanglement(concept, latents, labels, { of: 'glass' }),
      /^entanglement: unknown label "glass"; valid labels: glasses, hat, tall\.$/,
    ],
    [
      () => entanglement(concept, latents, labels, { of: 'hat', confidence: 95 }),
      /^entanglement: confidence must be between 0\.5 and 1; got 95\.$/,
    ],
    [
      () => entanglement(concept, latents, labels, { of: 'hat', level: 0.9 } as never),
      /^entanglement: unknown option "level"; valid options: of, confidence\.$/,
    ],
    [
      () => entanglement(conceptVector('c', [1]), latents, labels, { of: 'hat' }),
      /^entanglement: concept "c" must have the size of the latents, 3; got 1 components\.$/,
    ],
  ])('rejects invalid arguments (%#)', (call, message) => {
    expect(call).toThrow(message);
  });
});
