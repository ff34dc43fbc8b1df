import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { SpotColumn, Spots } from '../../spatial/spatial-counts.js';
import { designOf } from './design-of.js';
import { labelGroups } from './label-groups.js';
import { regionGroup } from './region-group.js';
import { thresholdGroup } from './threshold-group.js';
import { topBottomGroup } from './top-bottom-group.js';
import { twoGroups } from './two-groups.js';

function spotsWith(columns: Record<string, SpotColumn>): Spots {
  const count = Object.values(columns)[0]!.length;
  const nowhere = new Float64Array(count).fill(Number.NaN);
  const names = Array.from({ length: count }, (_, cell) => `cell${cell}`);
  return { names, x: nowhere, y: nowhere, layout: 'none', columns };
}

const type = ['B', 'T', 'T', null, 'NK', 'B', 'T', 'B'];
const spots = spotsWith({
  type,
  leiden: Float64Array.of(10, 2, 2, Number.NaN, 2, 10, 10, 10),
  treated: [true, false, null, true, false, true, false, true],
  percent: Float64Array.of(0.5, 1, 2, 3, 4, 5, 6, 7),
});

/** Name, positives and negatives of each group. */
const parts = (groups: ReturnType<typeof labelGroups>) =>
  groups.map(({ name, positives, negatives }) => [name, [...positives], [...negatives]]);

describe('labelGroups', () => {
  it('makes one group per label against all others that have a label, and warns of labels with few cells', () => {
    const onWarning = vi.fn();
    expect(parts(labelGroups(spots, 'type', { minimum: 2, onWarning }))).toEqual([
      ['B', [0, 5, 7], [1, 2, 4, 6]],
      ['T', [1, 2, 6], [0, 4, 5, 7]],
    ]);
    expect(onWarning.mock.calls).toEqual([
      [
        'labelGroups: expected at least 2 cells per label; label "NK" of column "type" has fewer and is left out; ' +
          'pass a smaller minimum to keep them.',
      ],
    ]);
  });

  it('compares with one label, and takes values in their order', () => {
    const groups = labelGroups(spots, 'type', { values: ['T', 'NK'], reference: 'B', minimum: 1 });
    expect(parts(groups)).toEqual([
      ['T', [1, 2, 6], [0, 5, 7]],
      ['NK', [4], [0, 5, 7]],
    ]);
    expect(groups[0]!.description).toBe('type = T against B');
  });

  it('takes whole numbers in order of size, booleans and spots.labels', () => {
    expect(parts(labelGroups(spots, 'leiden', { minimum: 1 }))).toEqual([
      ['2', [1, 2, 4], [0, 5, 6, 7]],
      ['10', [0, 5, 6, 7], [1, 2, 4]],
    ]);
    expect(parts(labelGroups(spots, 'treated', { values: ['true'], minimum: 1 }))).toEqual([
      ['true', [0, 3, 5, 7], [1, 4, 6]],
    ]);
    const labelled = { ...spots, labels: type };
    expect(labelGroups(labelled, 'labels', { values: ['B'], minimum: 1 })[0]!.positives).toHaveLength(3);
  });

  it('puts each labelled cell on exactly one side, for any column', () => {
    const anyColumn = fc.array(fc.option(fc.constantFrom('a', 'b', 'c')), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(anyColumn, (column) => {
        const present = new Set(column.filter((label) => label !== null));
        fc.pre(present.size > 1);
        const labelled = [...column.keys()].filter((cell) => column[cell] !== null);
        for (const group of labelGroups(spotsWith({ column }), 'column', { minimum: 1 })) {
          expect([...group.positives, ...group.negatives].sort((a, b) => a - b)).toEqual(labelled);
          expect([...group.positives].every((cell) => column[cell] === group.name)).toBe(true);
        }
      }),
    );
  });

  it.each<[string, () => unknown, string]>([
    [
      'an unknown column',
      () => labelGroups(spots, 'typ'),
      'labelGroups: unknown column "typ"; valid columns: type, leiden, treated, percent.',
    ],
    [
      'an unknown label',
      () => labelGroups(spots, 'type', { values: ['b'] }),
      'labelGroups: column "type" has no label "b"; valid labels: B, T, NK.',
    ],
    [
      'a label with few cells',
      () => labelGroups(spots, 'type', { values: ['NK'], minimum: 2 }),
      'labelGroups: "NK" (type = NK against all others) needs at least 2 cells with it; got 1 of 8; choose wider groups',
    ],
    [
      'few cells in all labels',
      () => labelGroups(spots, 'type'),
      'labelGroups: column "type" needs a label with at least 10 cells; the most frequent of 3 has 3;',
    ],
    [
      'a label against itself',
      () => labelGroups(spots, 'type', { values: ['B'], reference: 'B', minimum: 1 }),
      'label "B" cannot be compared with itself',
    ],
    [
      'a measurement',
      () => labelGroups(spots, 'percent'),
      'labelGroups: column "percent" must have labels; it has the number 0.5; for a measurement, pass it to thresholdGroup',
    ],
    [
      'many numbers',
      () => labelGroups(spotsWith({ n: Float64Array.from({ length: 200 }, (_, i) => i) }), 'n'),
      'it has 200 different numbers',
    ],
    [
      'no spots',
      () => labelGroups({} as never, 'type'),
      'labelGroups: expected the spots of counts or cells',
    ],
    [
      'an unknown option',
      () => labelGroups(spots, 'type', { value: 'B' } as never),
      'labelGroups: unknown option "value"',
    ],
  ])('rejects %s', (_, run, message) => expect(run).toThrow(message));
});

describe('twoGroups', () => {
  it('joins the labels of each side', () => {
    const group = twoGroups(spots, 'type', { positives: ['T', 'NK'], negatives: ['B'], minimum: 1 });
    expect(parts([group])).toEqual([['T or NK against B', [1, 2, 4, 6], [0, 5, 7]]]);
    const rest = twoGroups(spots, 'type', { positives: ['NK', 'B'], name: 'cytotoxic or B', minimum: 1 });
    expect(parts([rest])).toEqual([['cytotoxic or B', [0, 4, 5, 7], [1, 2, 6]]]);
  });

  it.each<[string, () => unknown, string]>([
    [
      'a label on both sides',
      () => twoGroups(spots, 'type', { positives: ['T'], negatives: ['B', 'T'] }),
      'twoGroups: label "T" must be on one side; it is on both; remove it from one.',
    ],
    [
      'no labels',
      () => twoGroups(spots, 'type', { positives: [] }),
      'twoGroups: positives must have at least one label; got none.',
    ],
    [
      'a text',
      () => twoGroups(spots, 'type', { positives: 'T' as never }),
      'twoGroups: positives must be an array; got a string.',
    ],
    ['no options', () => twoGroups(spots, 'type', undefined as never), 'expected an object of options'],
  ])('rejects %s', (_, run, message) => expect(run).toThrow(message));
});

describe('thresholdGroup', () => {
  const values = [0, 1, 2, 3, Number.NaN, 5];

  it('separates at one threshold, or leaves out what lies between two', () => {
    const one = thresholdGroup('CD14', values, { above: 2, minimum: 1 });
    expect(parts([one])).toEqual([['CD14', [2, 3, 5], [0, 1]]]);
    const two = thresholdGroup('CD14', values, { above: 3, below: 1, minimum: 1 });
    expect(parts([two])).toEqual([['CD14', [3, 5], [0, 1]]]);
    expect([one.description, two.description]).toEqual(['CD14 ≥ 2 against < 2', 'CD14 ≥ 3 against ≤ 1']);
  });

  it.each<[string, () => unknown, string]>([
    [
      'thresholds in the wrong order',
      () => thresholdGroup('x', values, { above: 1, below: 1 }),
      'thresholdGroup: below must be a finite number below 1; got 1.',
    ],
    [
      'no threshold',
      () => thresholdGroup('x', values, {} as never),
      'above must be a finite number; got undefined.',
    ],
    [
      'text',
      () => thresholdGroup('x', ['1'] as never, { above: 1 }),
      'values must be numbers; value 0 is "1".',
    ],
    [
      'one number',
      () => thresholdGroup('x', 3 as never, { above: 1 }),
      'values must be an array of one number per cell',
    ],
  ])('rejects %s', (_, run, message) => expect(run).toThrow(message));
});

describe('topBottomGroup', () => {
  it('takes the highest and lowest quarter, and never separates equal values', () => {
    const values = [7, 1, 5, 3, 2, 8, 6, 4, Number.NaN];
    expect(parts([topBottomGroup('score', values, { minimum: 1 })])).toEqual([['score', [0, 5], [1, 4]]]);
    const tied = topBottomGroup('score', [0, 0, 0, 0, 1, 2, 3, 3], { minimum: 1 });
    expect(parts([tied])).toEqual([['score', [6, 7], [0, 1, 2, 3]]]);
  });

  it('keeps every positive above every negative, with at least the share on each side', () => {
    const anyValues = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 4, maxLength: 60 });
    const anyShare = fc.double({ min: 0.25, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(anyValues, anyShare, (values, share) => {
        let group: ReturnType<typeof topBottomGroup>;
        try {
          group = topBottomGroup('x', values, { share, minimum: 1 });
        } catch (error) {
          expect((error as Error).message).toContain('must differ');
          return;
        }
        const least = Math.min(...Array.from(group.positives, (cell) => values[cell]!));
        const most = Math.max(...Array.from(group.negatives, (cell) => values[cell]!));
        expect(least).toBeGreaterThan(most);
        const count = Math.floor(share * values.length);
        expect(Math.min(group.positives.length, group.negatives.length)).toBeGreaterThanOrEqual(count);
      }),
    );
  });

  it.each<[string, () => unknown, string]>([
    [
      'mostly zeros',
      () => topBottomGroup('x', [0, 0, 0, 0, 0, 0, 0, 1]),
      'topBottomGroup: the highest and the lowest 25 % of "x" must differ; both reach 0; pass a smaller share',
    ],
    [
      'a share',
      () => topBottomGroup('x', [1, 2], { share: 0.6 }),
      'share must be a number above 0 and at most 0.5',
    ],
    ['too few values', () => topBottomGroup('x', [1, 2]), 'needs a value for at least 4 cells; got 2.'],
  ])('rejects %s', (_, run, message) => expect(run).toThrow(message));
});

describe('regionGroup', () => {
  const at = (points: readonly (readonly [number, number])[]): Spots => ({
    names: points.map((_, i) => `spot${i}`),
    x: Float64Array.from(points, ([x]) => x),
    y: Float64Array.from(points, ([, y]) => y),
  });

  it('has the spots inside a polygon, also of one with a notch', () => {
    const notched = [
      [0, 0],
      [4, 0],
      [4, 4],
      [2, 1],
      [0, 4],
    ] as const;
    const points = [
      [1, 1],
      [2, 3],
      [3.5, 2],
      [5, 1],
      [2, 0.5],
      [Number.NaN, 1],
    ] as const;
    const group = regionGroup('notch', at(points), notched, { minimum: 1 });
    expect(parts([group])).toEqual([['notch', [0, 2, 4], [1, 3]]]);
  });

  it('agrees with the half-planes of a triangle, closed or not, in either direction', () => {
    const point = fc.tuple(fc.integer({ min: -100, max: 100 }), fc.integer({ min: -100, max: 100 }));
    const side = ([x0, y0]: number[], [x1, y1]: number[], [x, y]: number[]) =>
      (x1! - x0!) * (y! - y0!) - (y1! - y0!) * (x! - x0!);
    fc.assert(
      fc.property(fc.tuple(point, point, point), fc.array(point), ([a, b, c], others) => {
        fc.pre(side(a, b, c) !== 0);
        const middle = [(a[0] + b[0] + c[0]) / 3, (a[1] + b[1] + c[1]) / 3] as const;
        const sidesOf = (p: readonly number[]) => [
          side(a, b, [...p]),
          side(b, c, [...p]),
          side(c, a, [...p]),
        ];
        // A corner or a point on an edge may be on either side.
        const points = [middle, [200, 200] as const, ...others.filter((p) => !sidesOf(p).includes(0))];
        const inside = points
          .map(sidesOf)
          .map((each) => each.every((v) => v > 0) || each.every((v) => v < 0));
        for (const polygon of [
          [a, b, c],
          [c, b, a],
          [a, b, c, a],
        ]) {
          const { positives } = regionGroup('triangle', at(points), polygon, { minimum: 1 });
          expect([...positives]).toEqual([...points.keys()].filter((spot) => inside[spot]));
        }
      }),
    );
  });

  it('takes positions in pixels', () => {
    const x = Float64Array.of(100, 900);
    const placed = {
      ...at([
        [1, 1],
        [2, 2],
      ]),
      pixels: { x, y: x },
    };
    const corners = [
      [0, 0],
      [500, 0],
      [500, 500],
      [0, 500],
    ] as const;
    const group = regionGroup('corner', placed, corners, { positions: 'pixels', minimum: 1 });
    expect(parts([group])).toEqual([['corner', [0], [1]]]);
  });

  it.each<[string, () => unknown, string]>([
    [
      'cells without positions',
      () =>
        regionGroup('x', spots, [
          [0, 0],
          [1, 0],
          [1, 1],
        ]),
      "these cells have none (layout 'none')",
    ],
    [
      'two corners',
      () =>
        regionGroup('x', at([]), [
          [0, 0],
          [1, 1],
        ]),
      'polygon must have at least three corners',
    ],
    [
      'a wrong corner',
      () => regionGroup('x', at([]), [[0, 0], [1, 1], [2] as never]),
      'polygon[2] must be two finite numbers',
    ],
    [
      'no pixels',
      () =>
        regionGroup(
          'x',
          at([]),
          [
            [0, 0],
            [1, 0],
            [1, 1],
          ],
          { positions: 'pixels' },
        ),
      "regionGroup: the spots have no positions in pixels; pass positions: 'array'.",
    ],
  ])('rejects %s', (_, run, message) => expect(run).toThrow(message));
});

describe('designOf', () => {
  const [b] = labelGroups(spots, 'type', { values: ['B'], minimum: 1 });

  it('has the donors and strata of both sides, in the order of the group', () => {
    const donors = ['d0', 'd1', 'd2', null, 'd4', 'd5', 'd6', 'd7'];
    const design = designOf(b!, { donors, strata: [true, false, false, null, true, false, true, false] });
    expect(design).toEqual({
      positiveGroups: ['d0', 'd5', 'd7'],
      negativeGroups: ['d1', 'd2', 'd4', 'd6'],
      positiveStrata: ['true', 'false', 'false'],
      negativeStrata: ['false', 'false', 'true', 'true'],
    });
    expect(designOf(b!, {})).toEqual({});
  });

  it('rejects a cell without a donor, and what is not a group', () => {
    const donors = ['d0', null, 'd2', null, 'd4', 'd5', 'd6', 'd7'];
    expect(() => designOf(b!, { donors })).toThrow(
      'designOf: donors must have a value for each cell of the group; cell 1 of 8 has null; leave such cells out of the group.',
    );
    expect(() => designOf(b!, { strata: Float64Array.of(1, 2) })).toThrow('cell 5 of 2 has null');
    expect(() => designOf({} as never, {})).toThrow('designOf: expected a group, as from labelGroups');
  });
});
