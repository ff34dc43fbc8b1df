import { describe, expect, it } from 'vitest';
import { negatives, positives } from '../../test/sines.js';
import { logisticDirection, svmDirection } from './classifiers/linear-classifier.js';
import { conceptOfExamples } from './concept-of-examples.js';
import { correlatedExamples } from './correlated-examples.js';
import { enrichedExamples } from './enriched-examples.js';
import { exampleClusters } from './example-clusters.js';
import { separability } from './separability.js';
import { shownExample } from './shown-example.js';
import { bootstrapConcept } from './stability/bootstrap-concept.js';
import { splitHalves } from './stability/split-halves.js';

describe('an unknown option is rejected', () => {
  it.each([
    [
      () => bootstrapConcept('c', positives, negatives, { sample: 5 } as never),
      'samples, level, make, seed, signal, onProgress',
    ],
    [
      () => splitHalves('c', positives, negatives, { halves: 5 } as never),
      'splits, positiveGroups, negativeGroups, make, seed, signal, onProgress',
    ],
    [() => logisticDirection('c', positives, negatives, { costs: 5 } as never), 'cost, signal'],
    [() => svmDirection('c', positives, negatives, { costs: 5 } as never), 'cost, signal'],
    [
      () => exampleClusters(positives, { count: 2, seeds: 5 } as never),
      'count, restarts, seed, signal, onProgress',
    ],
    [() => correlatedExamples(positives, 0, { counts: 5 } as never), 'count'],
    [() => enrichedExamples([[1, 2]], [true, false], { position: 5 } as never), 'positions, null'],
    [() => separability([1], [2], { seeds: 5 } as never), 'seed, confidence, resamples'],
    [() => shownExample([1], { ranks: 5 } as never), 'among, rank'],
    [() => conceptOfExamples('c', positives, [0], { form: 'rest' } as never), 'from'],
  ])('%s', async (call, valid) => {
    await expect((async () => call())()).rejects.toThrow(
      new RegExp(`unknown option "\\w+"; valid options: ${valid}\\.$`),
    );
  });
});
