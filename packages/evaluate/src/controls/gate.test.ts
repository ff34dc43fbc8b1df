import { describe, expect, it } from 'vitest';
import type { EvidenceOverlap } from '../evidence/evidence-overlap-types.js';
import type { ConceptDependence } from './concept-dependence.js';
import type { ConceptSeparation } from './concept-separation-types.js';
import { gate } from './gate.js';

const separation = (changes: Partial<ConceptSeparation> = {}): ConceptSeparation => ({
  auc: 0.95,
  bounds: [0.88, 0.98],
  attainable: 0.96,
  independent: 50,
  heldOut: 'given',
  ...changes,
});
const overlap = (correlation: number, changes: Partial<EvidenceOverlap> = {}): EvidenceOverlap => ({
  correlation,
  correlations: Float64Array.of(correlation),
  overlap: 0.7,
  overlaps: Float64Array.of(0.7),
  uniform: 0.3,
  unread: 0.02,
  features: 64,
  ...changes,
});
const of = (changes: Parameters<typeof gate>[0] | object = {}) =>
  gate({ name: 'smile', explainer: 'gradient', separation: separation(), overlap: overlap(0.8), ...changes });

describe('gate', () => {
  it('believes a concept that separates and a map that overlaps', () => {
    const { verdict, reasons, concept, map } = of();
    expect([verdict, reasons]).toEqual(['believe', []]);
    expect(concept.found).toBe(
      'The score of "smile" separates held-out examples with an AUC of .95 (lower 95 % bound .88; 50 independent examples on the smaller side).',
    );
    expect(map.found).toBe(
      'The maps of "smile" by gradient have a correlation of .80 with how the encoder responds to real content, over 64 features, and 2 % of ' +
        'their mass lies where the encoder does not respond (required: at least .50, and at most 30 %).',
    );
  });

  it.each([
    ['an AUC near chance', separation({ auc: 0.53, bounds: [0.46, 0.6] })],
    [
      'an AUC near chance with very many examples',
      separation({ auc: 0.53, bounds: [0.52, 0.54], independent: 5000 }),
    ],
    [
      'a direction far from the one that separates',
      separation({ auc: 0.69, bounds: [0.6, 0.75], attainable: 0.99 }),
    ],
    ['a reversed vector', separation({ auc: 0.05, bounds: [0.02, 0.1] })],
  ])('doubts %s', (_, given) => {
    const { verdict, reasons } = of({ separation: given });
    expect(verdict).toBe('doubt');
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toContain('"smile"');
  });

  it('doubts a map that does not show what the encoder reads', () => {
    const { verdict, reasons } = of({ overlap: overlap(0.4) });
    expect(verdict).toBe('doubt');
    expect(reasons[0]).toMatch(/^The maps of "smile" by gradient have a correlation of \.40 .* instead\.$/);
  });

  it('doubts a map of which too much lies where the encoder reads nothing, however well the rest agrees', () => {
    expect(of({ overlap: overlap(0.9, { unread: 0.31 }) }).verdict).toBe('doubt');
    expect(of({ overlap: overlap(0.9, { unread: 0.29 }) }).verdict).toBe('believe');
  });

  it.each([
    ['few examples', { separation: separation({ auc: 0.7, bounds: [0.4, 0.9], independent: 8 }) }],
    [
      'few examples near chance',
      { separation: separation({ auc: 0.5, bounds: [0.2, 0.8], independent: 5 }) },
    ],
    ['nothing to compare', { separation: separation({ auc: Number.NaN, bounds: [0, 1], independent: 1 }) }],
    ['no examples', { separation: undefined }],
    ['no donors', { overlap: undefined }],
    ['few features', { overlap: overlap(0.9, { features: 3 }) }],
  ])('is undecided with %s, which is neither a pass nor a failure', (_, changes) => {
    const { verdict, reasons } = of(changes);
    expect(verdict).toBe('too few to tell');
    expect(reasons).toHaveLength(1);
  });

  it('doubts if one question is answered by doubt and the other is open', () => {
    expect(of({ separation: undefined, overlap: overlap(0.1) }).verdict).toBe('doubt');
  });

  it('does not compare few examples, or folds, with what is attainable', () => {
    const few = separation({ auc: 0.7, bounds: [0.51, 0.9], attainable: 1, independent: 6 });
    expect(of({ separation: few }).verdict).toBe('believe');
    const folds = separation({ auc: 0.7, bounds: [0.6, 0.8], attainable: 0.7, heldOut: 'folds' });
    expect(of({ separation: folds }).concept.found).toMatch(/examples of other folds/);
  });

  it('has the dependence as a footnote, which decides nothing', () => {
    const dependence = {
      explainedByRandom: 0.9,
      depends: false,
      warnings: ['w'],
      control: {} as never,
    } satisfies ConceptDependence;
    const { verdict, footnote } = of({ dependence });
    expect(verdict).toBe('believe');
    expect(footnote?.found).toMatch(/explain 90 % of the variance/);
    expect(of()).not.toHaveProperty('footnote');
  });

  it('says what to do with a reversed vector, with strata that lack a side, and with a vector of these examples', () => {
    const todo = (changes: Partial<ConceptSeparation>) => of({ separation: separation(changes) }).concept;
    expect(todo({ auc: 0.05, bounds: [0.02, 0.1] }).todo).toMatch(/^The vector points away from the concept/);
    const apart = todo({ auc: Number.NaN, bounds: [0, 1], attainable: Number.NaN });
    expect(apart).toMatchObject({ verdict: 'too few to tell', todo: expect.stringMatching(/stratum/) });
    expect(apart.found).toMatch(/no stratum has examples with the concept and examples without it/);
    const own = todo({ auc: 1, bounds: [0.9, 1], attainable: 0.5, heldOut: 'no' });
    expect(own.verdict).toBe('too few to tell');
    expect(own.found).not.toContain('held-out');
    expect(todo({ auc: 0.9, bounds: [0.3, 1], independent: 1 }).found).toContain('1 independent example on');
  });

  it('tells maps and evidence that are zero everywhere from those that disagree', () => {
    const silent = of({ overlap: overlap(0, { overlap: 0, unread: 1, uniform: 0 }) });
    expect(silent.verdict).toBe('doubt');
    expect(silent.reasons[0]).toContain('no feature of the donors changes the score');
    const empty = of({ overlap: overlap(0, { overlap: 0, unread: 0 }) });
    expect(empty.verdict).toBe('doubt');
    expect(empty.reasons[0]).toContain('are zero everywhere');
    expect(empty.reasons[0]).not.toContain('%');
    expect(of({ overlap: overlap(0.9, { features: 1 }) }).map.found).toContain('over 1 feature,');
  });

  it('has no NaN in a sentence', () => {
    const dependence = { explainedByRandom: Number.NaN, depends: false, warnings: [], control: {} as never };
    expect(JSON.stringify(of({ dependence }).footnote?.found)).not.toContain('NaN');
  });

  it('says three sentences for each question', () => {
    for (const { concept, map } of [of(), of({ separation: undefined, overlap: undefined })]) {
      for (const part of [concept, map]) {
        for (const sentence of [part.found, part.cannotSee, part.todo])
          expect(sentence).toMatch(/^[A-Z"].*\.$/);
      }
    }
  });

  it('needs the names', () => {
    expect(() => gate({} as never)).toThrow(/gate: expected the names of the concept and of the explainer/);
  });
});
