import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import * as main from '../src/index.js';
import * as statistics from '../src/statistics.js';
import { gradientBy } from './plain-gradient.js';

beforeAll(() => useBackend('cpu'));

describe('latents of a million numbers', () => {
  const size = 1_000_000;
  const waves = (frequency: number): NdArray<Float32Array> =>
    ndarray(
      Float32Array.from({ length: 2 * size }, (_, i) => Math.sin(frequency * i)),
      [2, size],
    );
  const [positives, negatives] = [waves(0.7), waves(0.3)];
  const concept = main.meanDifference('waves', positives, negatives);
  const other = main.meanVector('others', negatives);
  const [scores, otherScores] = [positives.data.subarray(0, size), negatives.data.subarray(0, size)];
  const identity = () => main.functionEncoder((x) => tf.mul(x, 2), { inputShape: [size] });
  const one = () => negatives.hi(1, size);

  const calls: Readonly<Record<string, () => unknown>> = {
    conceptVector: () => main.conceptVector('all', concept.vector),
    meanDifference: () => concept,
    meanVector: () => other,
    conceptsToJson: () => main.conceptsToJson([concept]),
    conceptsFromJson: () => main.conceptsFromJson(main.conceptsToJson([concept])),
    partialConcept: () =>
      main.partialConcept('c', positives, { a: [true, false] }, { of: 'a', given: [], onWarning: () => {} }),
    dotProduct: () => main.dotProduct(concept),
    centred: () => main.centred(concept, positives),
    cosine: () => main.cosine(concept),
    signedDistance: () => main.signedDistance(concept, 1),
    latentDimension: () => main.latentDimension(size - 1, size),
    conceptScores: () => main.conceptScores(positives, [concept, other]),
    labelFree: () => main.labelFree(positives),
    similarity: () => main.similarity(one(), { measure: 'cosine' }),
    scorePerSample: () => main.scorePerSample('each', [concept, other]),
    encode: () => main.encode(identity(), one()),
    explain: () => main.explain(identity(), main.cosine(concept), one(), gradientBy()),
    benjaminiHochberg: () => statistics.benjaminiHochberg(Float64Array.from(scores, Math.abs)),
    bootstrapConcept: () => statistics.bootstrapConcept('waves', positives, negatives, { samples: 2 }),
    cohensD: () => statistics.cohensD(scores, otherScores),
    conceptCosines: () => statistics.conceptCosines([concept, other]),
    conceptOfExamples: () => statistics.conceptOfExamples('c', positives, [0], { from: 'rest' }),
    correlatedExamples: () => statistics.correlatedExamples(positives, 0),
    geneConcept: () => statistics.geneConcept('a', ['a', 'b'], positives, { count: 1 }),
    separability: () => statistics.separability(scores, otherScores, { resamples: 2 }),
    shownExample: () => statistics.shownExample(scores),
    enrichedExamples: () =>
      statistics.enrichedExamples(
        [scores],
        Array.from(otherScores, (v) => v > 0),
      ),
    exampleClusters: () => statistics.exampleClusters(positives, { count: 2, restarts: 1 }),
    regressionDirection: () =>
      statistics.regressionDirection(
        'c',
        ndarray(
          Float32Array.from({ length: 3 * size }, (_, i) => Math.sin(i)),
          [3, size],
        ),
        [0, 1, 3],
      ),
    logisticDirection: () => statistics.logisticDirection('c', positives, negatives),
    svmDirection: () => statistics.svmDirection('c', positives, negatives),
    entanglement: () => statistics.entanglement(concept, positives, { a: [true, false] }, { of: 'a' }),
    falsePositiveTest: () =>
      statistics.falsePositiveTest(concept, positives, negatives, { share: 0.5, samples: 1 }),
    conceptRegion: () => statistics.conceptRegion('waves', positives, negatives),
    regionScore: () =>
      main.conceptScores(positives, [
        statistics.regionScore(statistics.conceptRegion('w', positives, negatives)),
      ]),
    splitHalves: () => statistics.splitHalves('waves', positives, negatives, { splits: 1 }),
    pearsonCorrelations: () => statistics.pearsonCorrelations(ndarray(concept.vector, [size]), positives),
    rocAuc: () => statistics.rocAuc(scores, otherScores),
  };

  it.each(Object.entries(calls))('%s', async (_, call) => {
    expect(await call()).toBeDefined();
  });

  it('are passed to all functions that take latents or vectors', () => {
    const others = [
      // These take a model or its inputs. The derivative of a million latents by a million inputs has 10¹² numbers.
      'checkpoint',
      'explainMany',
      'functionDecoder',
      'functionEncoder',
      'graphDecoder',
      'graphEncoder',
      'latentJacobian',
      'layersDecoder',
      'layersEncoder',
      'packInputs',
      'reconstructionError',
      // A million inputs of a function would be a million evaluations per pair.
      'totalSobolIndices',
      'unpackMaps',
    ];
    const exported = [...Object.keys(main), ...Object.keys(statistics)];
    expect(exported.toSorted()).toEqual([...Object.keys(calls), ...others].toSorted());
  });
});
