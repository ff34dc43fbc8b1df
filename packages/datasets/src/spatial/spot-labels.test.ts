import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { needsSharedData, sharedData } from '../../test/test-data.js';
import { syntheticBulb } from '../synthetic/synthetic-bulb.js';
import { geneCounts, spotTotals } from './gene-counts.js';
import { selectSpots } from './select-spots.js';
import { labelSpots, readSpotLabels } from './spot-labels.js';
import { openOlfactoryBulb } from './st/olfactory-bulb.js';

const read = (text: string, column?: string) =>
  readSpotLabels(new Blob([text]).stream(), column === undefined ? {} : { column });

describe('readSpotLabels', () => {
  it('reads the labels by the names of the columns; NA and empty cells become null', async () => {
    const labels = await read('x\tspot\tLayer\n1\t1x1\tGCL\n2\t2x2\tNA\n3\t3x3\t\n');
    expect([...labels]).toEqual([
      ['1x1', 'GCL'],
      ['2x2', null],
      ['3x3', null],
    ]);
    expect((await read('spot\tcluster\n1x1\t7\n', 'cluster')).get('1x1')).toBe('7');
  });

  it('rejects a missing column, a ragged row, and a duplicate spot', async () => {
    await expect(read('spot\tcluster\n1x1\t7\n')).rejects.toThrow(
      'readSpotLabels: the labels: expected a column "Layer" in the header; valid columns: spot, cluster.',
    );
    await expect(read('spot\tLayer\n1x1\n')).rejects.toThrow(
      'the labels, line 2: expected 2 columns as in the header; got 1.',
    );
    await expect(read('spot\tLayer\n1x1\tGL\n1x1\tGL\n')).rejects.toThrow(
      'line 3: spot "1x1" is a duplicate; keep one of the two lines.',
    );
  });
});

describe('labelSpots', () => {
  it('joins by name, not by position', () => {
    const bulb = syntheticBulb({ genes: 8, seed: 1, spots: 40 });
    const reversed = new Map(
      [...bulb.spots.names.entries()].reverse().map(([i, name]) => [name, bulb.spots.labels[i]!]),
    );
    reversed.delete(bulb.spots.names[3]!);
    const { labels, ...spots } = labelSpots(bulb, reversed).spots;
    expect(labels).toEqual(bulb.spots.labels.map((label, i) => (i === 3 ? null : label)));
    expect(spots.names).toBe(bulb.spots.names);
  });

  it('rejects the labels of another tissue', () => {
    const bulb = syntheticBulb({ genes: 8, seed: 1, spots: 40 });
    expect(() => labelSpots(bulb, new Map([['99x99', 'GCL']]))).toThrow(
      /^labelSpots: expected a label for at least one spot; none of the 40 spots \(15\.957x11\.994, …\) is among the 1 labels \(99x99, …\); use the labels of the same replicate\.$/,
    );
  });

  it('warns if fewer than half of the labels name a spot', () => {
    const bulb = syntheticBulb({ genes: 8, seed: 1, spots: 40 });
    const [first = '', second = '', third = ''] = bulb.spots.names;
    const warnings: string[] = [];
    const onWarning = (message: string) => warnings.push(message);
    const foreign = (count: number) => Array.from({ length: count }, (_, i) => [`${i}x0`, 'GL'] as const);
    const labelled = labelSpots(bulb, new Map([[first, 'GCL'], ...foreign(9)]), { onWarning });
    expect(labelled.spots.labels!.filter((label) => label !== null)).toEqual(['GCL']);
    expect(warnings).toEqual([
      `labelSpots: only 1 of 10 labels belongs to one of the 40 spots; there is no spot "0x0", and no label of spot "${second}"; use the labels of the same replicate.`,
    ]);
    labelSpots(bulb, new Map([[first, 'GCL'], [second, 'GL'], ...foreign(3)]), { onWarning });
    expect(warnings[1]).toContain('only 2 of 5 labels belong to one of the 40 spots');
    expect(warnings[1]).toContain(`no label of spot "${third}"`);
  });

  it('does not warn if half of the labels name a spot, or if every spot has a label', () => {
    const bulb = syntheticBulb({ genes: 8, seed: 1, spots: 40 });
    const onWarning = (message: string) => {
      throw new Error(message);
    };
    const [first = ''] = bulb.spots.names;
    labelSpots(
      bulb,
      new Map([
        [first, 'GCL'],
        ['0x0', 'GL'],
      ]),
      { onWarning },
    );
    const all = new Map(bulb.spots.names.map((name) => [name, 'GCL']));
    labelSpots(selectSpots(bulb, [0, 1]), all, { onWarning });
  });

  it('rejects unknown options', () => {
    const bulb = syntheticBulb({ genes: 8, seed: 1, spots: 40 });
    expect(() => labelSpots(bulb, new Map(), { warn: true } as never)).toThrow(/^labelSpots: .*warn/);
    expect(() => labelSpots(bulb, new Map(), { onWarning: 1 } as never)).toThrow(
      /^labelSpots: onWarning must be a function/,
    );
  });

  it('joins spots and labels that are named like members of objects', () => {
    const bulb = syntheticBulb({ genes: 8, seed: 1, spots: 40 });
    const names = ['__proto__', 'constructor', 'toString', ...bulb.spots.names.slice(3)];
    const counts = { ...bulb, spots: { ...bulb.spots, names } };
    const labels = new Map([
      ['__proto__', 'constructor'],
      ['constructor', '__proto__'],
    ]);
    expect(labelSpots(counts, labels).spots.labels!.slice(0, 3)).toEqual(['constructor', '__proto__', null]);
  });

  it('rejects anything other than labels and counts', () => {
    const bulb = syntheticBulb({ genes: 8, seed: 1, spots: 40 });
    const none = (value: unknown) => value as never;
    for (const [labels, got] of [
      [{}, 'an object of type Object'],
      [undefined, 'undefined'],
      [Promise.resolve(new Map()), 'a Promise (is an await missing?)'],
    ]) {
      expect(() => labelSpots(bulb, none(labels))).toThrow(
        `labelSpots: labels must be a Map from spot to label, as from await readSpotLabels(source); got ${got}.`,
      );
    }
    expect(() => labelSpots(none(Promise.resolve(bulb)), new Map())).toThrow(
      /^labelSpots: expected SpatialCounts \{ spots, genes, counts \}, as from the readers or syntheticBulb; got a Promise \(is an await missing\?\)\.$/,
    );
  });

  const rep12 = needsSharedData('mob-rep12');
  it.skipIf(rep12.skip)(`labels replicate 12: Penk marks the granule cell layer${rep12.why}`, async () => {
    const folder = join(sharedData, 'mob-rep12');
    const { counts } = await openOlfactoryBulb(folder);
    const labels = await readSpotLabels(createReadStream(join(folder, 'Rep12_MOB_layers.tsv')));
    const labelled = labelSpots(counts, labels);
    const tally = (layer: string | null) => labelled.spots.labels!.filter((label) => label === layer).length;
    expect(['GCL', 'MCL', 'GL', 'ONL', null].map(tally)).toEqual([67, 75, 80, 55, 5]);
    const [penk, totals] = [geneCounts(labelled, 'Penk'), spotTotals(labelled)];
    const perTenThousand = (layer: string) => {
      const own = [...labelled.spots.labels!.keys()].filter((spot) => labelled.spots.labels![spot] === layer);
      const sum = (values: ArrayLike<number>) => own.reduce((total, spot) => total + values[spot]!, 0);
      return (10_000 * sum(penk)) / sum(totals);
    };
    // The published values of these data: 6.1 in the GCL, 1.5 to 2.0 elsewhere.
    expect(perTenThousand('GCL')).toBeCloseTo(6.1, 0);
    for (const layer of ['MCL', 'GL', 'ONL']) expect(perTenThousand(layer)).toBeLessThan(2.5);
  });
});
