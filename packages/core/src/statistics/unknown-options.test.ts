import { describe, expect, it } from 'vitest';
import { negatives, positives } from '../../test/sines.js';
import { bootstrapConcept } from './bootstrap-concept.js';
import { conceptOfExamples } from './concept-of-examples.js';
import { correlatedExamples } from './correlated-examples.js';
import { exampleClusters } from './example-clusters.js';
import { logisticDirection, svmDirection } from './linear-classifier.js';

describe('an unknown option is rejected', () => {
  it.each([
    [() => bootstrapConcept('c', positives, negatives, { sample: 5 } as never), 'samples, level, seed, make'],
    [() => logisticDirection('c', positives, negatives, { costs: 5 } as never), 'cost'],
    [() => svmDirection('c', positives, negatives, { costs: 5 } as never), 'cost'],
    [() => exampleClusters(positives, { count: 2, seeds: 5 } as never), 'count, restarts, seed'],
    [() => correlatedExamples(positives, 0, { counts: 5 } as never), 'count'],
    [() => conceptOfExamples('c', positives, [0], { form: 'rest' } as never), 'from'],
  ])('%s', (call, valid) => {
    expect(call).toThrow(new RegExp(`unknown option "\\w+"; valid options: ${valid}\\.$`));
  });
});
