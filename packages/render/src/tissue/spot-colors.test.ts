import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { spotMap } from './spot-map.js';
import type { SpotValues } from './spot-values.js';

const row = (count: number) => ({
  x: Array.from({ length: count }, (_, i) => 100 * i),
  y: new Array<number>(count).fill(0),
});

/** The marks of the spots of all maps, in their order: the colour of a disc, `none` for a ring, `×` for a cross. */
function marks(svg: string): string[] {
  const root = new DOMParser().parseFromString(svg, 'text/xml').documentElement!;
  return Array.from(root.getElementsByTagName('svg')).flatMap((map) =>
    Array.from(map.getElementsByTagName('g')[0]!.childNodes).map((node) => {
      const element = node as unknown as Element;
      return element.tagName === 'path' ? '×' : element.getAttribute('fill')!;
    }),
  );
}
const draw = (...maps: SpotValues[]) => spotMap({ spots: row(maps[0]!.values.length), maps });
const texts = (svg: string) => [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);

const [lowest, middle, top] = ['#440154', '#21918c', '#fde725'];

describe('the values of spots', () => {
  it('leaves spots with the value 0 transparent, so that the tissue shows, and says so', () => {
    for (const kind of ['signed', 'magnitude', 'counts'] as const) {
      const svg = draw({ values: [0, 1, 2], kind });
      expect(marks(svg)[0], kind).toBe('none');
      expect(marks(svg).slice(1), kind).not.toContain('none');
      expect(texts(svg), kind).toContain('0');
    }
    expect(marks(draw({ values: [0, 2], kind: 'magnitude', zeros: 'filled' }))).toEqual([lowest, top]);
    expect(marks(draw({ values: [0, 2], zeros: 'filled' }))[0]).toBe('#ffffff');
  });

  it('draws a spot without a value as a cross, which differs from a spot with the value 0, and says so', () => {
    const svg = draw({ values: [Number.NaN, 0, 1], kind: 'counts' });
    expect(marks(svg)).toEqual(['×', 'none', top]);
    expect(texts(svg)).toContain('no value');
    expect(texts(draw({ values: [1, 2], kind: 'counts' }))).not.toContain('no value');
    expect(texts(draw({ values: [Number.NaN, Number.NaN], kind: 'minMax' }))).toContain(
      'all values are missing (arbitrary units)',
    );
  });

  it('draws counts from 0 to the largest count, with ticks at whole numbers and their unit', () => {
    const svg = draw({ values: [0, 1, 3], kind: 'counts' });
    expect(texts(svg)).toEqual(['0', '1', '2', '3', 'counts', '0']);
    for (const most of [1, 2, 7, 23, 317, 12_345, 2_000_000]) {
      const ticks = texts(draw({ values: [most, 1], kind: 'counts' })).slice(0, -1);
      expect(ticks.length, `${ticks}`).toBeGreaterThan(1);
      for (const tick of ticks) expect(tick).toMatch(/^\d{1,3}(,\d{3})*$/);
    }
  });

  it.each([
    [[1, 0.5], 'must be a whole number of at least 0; got 0.5'],
    [[-1, 2], 'must be a whole number of at least 0; got -1'],
  ])('rejects shares and negative numbers as counts', (values, message) => {
    expect(() => draw({ values, kind: 'counts' })).toThrow(message);
    expect(() => draw({ values, kind: 'counts' })).toThrow(
      "pass raw counts, or kind: 'magnitude' with a unit for shares and normalised counts.",
    );
  });

  it('gives every bar a unit', () => {
    expect(texts(draw({ values: [1, 2] })).at(-1)).toBe('arbitrary units');
    expect(texts(draw({ values: [1, 2], unit: 'saliency' })).at(-1)).toBe('saliency');
    expect(texts(draw({ values: [1, 2], kind: 'counts', unit: 'UMIs' })).at(-1)).toBe('UMIs');
  });

  it('draws minMax from the smallest to the largest value, as matplotlib does, where 0 is a value like others', () => {
    expect(marks(draw({ values: [-1, 0, 1], kind: 'minMax' }))).toEqual([lowest, middle, top]);
    expect(marks(draw({ values: [-1, 0, 1], kind: 'minMax', zeros: 'transparent' }))[1]).toBe('none');
    expect(texts(draw({ values: [2, 2], kind: 'minMax' }))).toContain('all values are 2 (arbitrary units)');
    expect(() => draw({ values: [1, 2], kind: 'minMax', limit: 2 })).toThrow(
      "the limit of map 0 must be left out with kind: 'minMax', which sets the ends of the scale; got 2.",
    );
  });

  it('shares one scale among the maps of a kind', () => {
    const options = {
      spots: row(2),
      maps: [
        { values: [1, 2], kind: 'counts' },
        { values: [1, 4], kind: 'counts' },
        { values: [-8, 8] },
      ] as const,
    };
    expect(marks(spotMap(options)).slice(0, 4)).toEqual([middle, top, expect.any(String), top]);
    const [one, two, alsoOne, four, negative, positive] = marks(spotMap({ ...options, sharedScale: true }));
    expect([one, two, four]).toEqual([alsoOne, middle, top]);
    expect([negative, positive]).toEqual(['#053061', '#67001f']);
    expect(() => spotMap({ spots: row(2), maps: [{ values: [1, 2], limit: 3 }], sharedScale: true })).toThrow(
      'the limit of map 0 must be left out with sharedScale, which sets the ends of the scale; got 3.',
    );
  });
});
