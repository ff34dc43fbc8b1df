import { describe, expect, it } from 'vitest';
import { seedsOverlap } from '../analysis/first-genes.js';
import type { Answer } from './answer.js';
import { batchAnswer } from './batch-answer.js';
import { batchShift, type ScoredCell } from './batch-shift.js';
import { cellsCertificate } from './cells-certificate.js';
import { chanceAnswer } from './chance-answer.js';
import { countsAnswer } from './counts-answer.js';
import { donorsAnswer } from './donors-answer.js';
import { seedsAnswer } from './seeds-answer.js';
import { separationAnswer } from './separation-answer.js';
import { usageAnswer } from './usage-answer.js';

const cells = (batch: string, ...scores: number[]): ScoredCell[] => scores.map((score) => ({ score, batch }));

const RUN = { column: 'run', isGuessed: false };

describe('batchShift', () => {
  it('separates what the concept and what the batch add to a score', () => {
    // score = 4 · concept + 1 · (batch is b)
    const up = [...cells('a', 4, 4, 4, 4), ...cells('b', 5)];
    const down = [...cells('a', 0), ...cells('b', 1, 1, 1)];
    const shift = batchShift(up, down);
    expect(shift.ofConcept).toBeCloseTo(4, 12);
    expect(shift.ofBatch).toBeCloseTo(1, 12);
    expect([shift.batches, shift.shared]).toEqual([2, 2]);
    expect(batchAnswer('T', RUN, shift, 'cell').verdict).toBe('believe');
    expect(batchAnswer('T', RUN, { ...shift, ofBatch: 2 }, 'cell').verdict).toBe('doubt');
  });

  it('does not believe a concept whose cells are all of another batch', () => {
    const shift = batchShift(cells('a', 1, 2), cells('b', 0, 0));
    expect(shift.shared).toBe(0);
    expect(shift.ofConcept).toBeNaN();
    expect(batchAnswer('T', RUN, shift, 'cell')).toMatchObject({ verdict: 'doubt', decides: true });
  });

  it('cannot find a batch among cells of one, and does not ask without a column', () => {
    expect(batchAnswer('T', RUN, batchShift(cells('a', 1), cells('a', 0)), 'cell').verdict).toBe('believe');
    expect(batchAnswer('T', undefined, undefined, 'cell')).toMatchObject({ decides: false, isAsked: false });
  });
});

it('takes a column that seems to be the batch as one, unless the concept may be the column', () => {
  const guessed = { column: 'sample', isGuessed: true };
  const found = { batches: 2, shared: 2, ofConcept: 1, ofBatch: 1 };
  expect(batchAnswer('T', guessed, found, 'cell')).toMatchObject({ verdict: 'doubt', decides: true });
  expect(batchAnswer('T', guessed, { ...found, shared: 0 }, 'cell').decides).toBe(false);
});

describe('seedsOverlap', () => {
  it('takes the smallest overlap of two rankings, and chance as the share of the first genes', () => {
    const overlap = seedsOverlap(
      [
        [3, 2, 1, 0],
        [3, 2, 0, 1],
        [0, 1, 2, 3],
      ],
      2,
    );
    expect(overlap).toEqual({ top: 2, overlap: 0, correlation: -1, chance: 0.5 });
    expect(
      seedsOverlap(
        [
          [3, 2, 1, 0],
          [3, 2, 0, 1],
        ],
        2,
      ),
    ).toMatchObject({ overlap: 1 });
    expect(seedsOverlap([[3, 2]], 2)).toBeUndefined();
  });
});

const separation = {
  auc: 0.97,
  bounds: [0.9, 0.99],
  attainable: 0.97,
  independent: 40,
  heldOut: 'folds',
} as const;
const DONORS = { hasDonors: true, noun: 'cell' } as const;
const shift = { batches: 2, shared: 2, ofConcept: 4, ofBatch: 0.1 };
const overlap = { top: 20, overlap: 0.8, correlation: 0.9, chance: 0.01 };
const usage = { top: 20, cells: 64, first: 0.6, random: 0.02, largestRandom: 0.1, draws: 20 };

/** The answers of a concept that can be believed, with some measurements changed. */
const answers = (
  changed: Partial<Record<'separation' | 'p' | 'shift' | 'overlap' | 'usage', object>>,
): Answer[] => [
  separationAnswer('T', [separation, { ...separation, ...changed.separation }], DONORS),
  chanceAnswer({ p: 0.001, smallestP: 0.001, ...changed.p }, 40, DONORS),
  batchAnswer('T', RUN, { ...shift, ...changed.shift }, 'cell'),
  seedsAnswer({ ...overlap, ...changed.overlap }, true, 'cell'),
  usageAnswer('T', { ...usage, ...changed.usage }, 'cell'),
];

describe('cellsCertificate', () => {
  it('believes if every answer does', () => {
    expect(cellsCertificate('T', 'ig', answers({}))).toMatchObject({ verdict: 'believe', reasons: [] });
  });

  it.each([
    ['held-out cells are not told apart', { separation: { auc: 0.55, bounds: [0.45, 0.65] } }, 'doubt'],
    [
      'held-out donors are too few',
      { separation: { auc: 1, bounds: [0.42, 1], independent: 2 } },
      'too few to tell',
    ],
    ['no batch has both sides', { separation: { auc: Number.NaN, bounds: [0, 1] } }, 'too few to tell'],
    ['labels at random are as different', { p: { p: 0.4 } }, 'doubt'],
    ['the donors allow no small p-value', { p: { p: 0.25, smallestP: 0.25 } }, 'too few to tell'],
    ['the score follows the batch', { shift: { ofBatch: -2 + 4 } }, 'doubt'],
    ['the batch is the concept', { shift: { shared: 0, ofConcept: Number.NaN } }, 'doubt'],
    ['another training has other genes', { overlap: { overlap: 0.35 } }, 'doubt'],
    ['random genes matter as much', { usage: { first: 0.05 } }, 'doubt'],
  ] as const)('does not believe if %s', (_, changed, verdict) => {
    const certificate = cellsCertificate('T', 'ig', answers(changed));
    expect(certificate.verdict).toBe(verdict);
    expect(certificate.reasons).toHaveLength(1);
  });

  it('does not believe the ranking of one training', () => {
    const one = [
      ...answers({}).slice(0, 3),
      seedsAnswer(undefined, false, 'cell'),
      usageAnswer('T', usage, 'cell'),
    ];
    expect(cellsCertificate('T', 'ig', one)).toMatchObject({
      verdict: 'too few to tell',
      reasons: [expect.stringContaining('--second-encoder')],
    });
  });
});

it('says that a label which is the batch cannot be tested, instead of asking for more cells', () => {
  const of = { hasDonors: false, isBatch: true, noun: 'cell' } as const;
  const chance = chanceAnswer({ p: 1, smallestP: 1 }, 179, of);
  const separated = separationAnswer('T', [{ ...separation, auc: Number.NaN }], of);
  for (const { verdict, found, todo } of [chance, separated]) {
    expect(verdict).toBe('too few to tell');
    expect(found).toContain('the label and the batch are the same thing');
    expect(todo).toContain('the same batch');
    expect(todo).not.toContain('p-value');
  }
});

describe('donorsAnswer', () => {
  const verdict = (p: object, donors: number) =>
    cellsCertificate('T', 'ig', [
      ...answers({}),
      donorsAnswer('patient', { p: 0.001, smallestP: 0.001, ...p }, donors, 'cell'),
    ]);

  it('does not believe a label that differs between few donors, and names the option', () => {
    expect(verdict({ p: 0.33, smallestP: 0.33 }, 2)).toMatchObject({
      verdict: 'too few to tell',
      reasons: [expect.stringContaining('--donor patient')],
    });
    expect(verdict({ p: 0.5 }, 30).verdict).toBe('doubt');
  });

  it('believes what holds over donors', () => {
    expect(verdict({}, 8).verdict).toBe('believe');
  });
});

it('does not believe a model of counts on values that are not whole numbers', () => {
  expect(cellsCertificate('T', 'ig', [...answers({}), countsAnswer(true)])).toMatchObject({
    verdict: 'doubt',
    reasons: [expect.stringContaining('--layer')],
  });
  expect(cellsCertificate('T', 'ig', [...answers({}), countsAnswer(false)]).verdict).toBe('believe');
});
