import { describe, expect, it } from 'vitest';
import { rasterize } from '../svg/rasterize.js';
import { categoryMarks } from './spot-categories.js';
import { spotMap } from './spot-map.js';

const row = (count: number) => ({
  x: Array.from({ length: count }, (_, i) => i),
  y: new Array<number>(count).fill(0),
});
/** The fill colours of the discs, in the order of the spots. */
const fills = (svg: string) =>
  [...svg.matchAll(/<circle [^>]*fill="(#[\da-f]+)" stroke="#666"/g)].map(([, fill]) => fill);
const texts = (svg: string) => [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);

describe('spotMap of labels', () => {
  it('colours categories in their sorted order, missing labels in grey, and explains them in a legend', () => {
    const labels = ['10', '2', null, '10', '1', '', undefined, Number.NaN];
    const svg = spotMap({ spots: row(8), maps: [{ title: 'Clusters', labels }] });
    const [one, two, ten, missing] = ['#0072b2', '#e69f00', '#009e73', '#cccccc'];
    expect(fills(svg)).toEqual([
      ...[ten, two, missing, ten, one, missing, missing, missing],
      ...[one, two, ten, missing],
    ]);
    expect(texts(svg)).toEqual(['Clusters', '1', '2', '10', 'missing']);
  });

  it('takes numbers, booleans, an order and colours', () => {
    const svg = spotMap({
      spots: row(3),
      maps: [
        { labels: [true, false, true] },
        { labels: [3, 20, 3], order: ['20', '3', '5'], colors: { 3: 'red' } },
      ],
    });
    const [first, second] = ['#0072b2', '#e69f00'];
    expect(fills(svg).slice(0, 5)).toEqual([second, first, second, first, second]);
    expect(svg.match(/fill="red"/g)).toHaveLength(3);
    expect(texts(svg)).toEqual(['false', 'true', '20', '3', '5']);
  });

  it('gives each of 21 categories its own mark; of more, the rarest share one', () => {
    const marksOf = (count: number) => {
      const labels = Array.from({ length: count }, (_, i) => `c${i}`);
      // The first is the most frequent, the last the rarest.
      return categoryMarks({
        labels: labels.flatMap((label, i) => new Array<string>(count - i).fill(label)),
      });
    };
    const key = ({ color, inner }: { color: string; inner?: string | undefined }) => `${color} ${inner}`;
    const { legend } = marksOf(21);
    expect(new Set(legend.map(key)).size).toBe(21);
    const many = marksOf(100);
    expect(many.legend.map(({ name }) => name)).toEqual([
      ...Array.from({ length: 20 }, (_, i) => `c${i}`),
      '80 others',
    ]);
    expect(new Set(many.legend.map(key)).size).toBe(21);
    expect(many.markOf(0).name).toBe('c0');
    expect(many.markOf(5049).name).toBe('80 others');
  });

  it('draws a legend that a renderer accepts, with names of any length', async () => {
    const labels = [
      'a <b> & "c"',
      'a very long name of a region that does not fit into the width of a map',
      'x',
    ];
    const svg = spotMap({ spots: row(3), maps: [{ labels }], cellSize: 80 });
    expect(svg).toContain('a &lt;b&gt; &amp; &quot;c&quot;');
    expect((await rasterize(svg)).length).toBeGreaterThan(1000);
  });

  it.each<[string, object, string]>([
    ['too few labels', { labels: ['a'] }, 'spotMap: map 0 must have one label per spot, 3; got 1.'],
    [
      'both',
      { labels: ['a', 'b', 'c'], values: [1, 2, 3] },
      'map 0 must have values or labels; it has both; pass two maps.',
    ],
    ['an unknown option', { labels: ['a', 'b', 'c'], limit: 1 }, 'unknown option "limit"'],
    [
      'an order without a category',
      { labels: ['a', 'b', 'c'], order: ['a', 'b'] },
      'must have every category; "c" is missing.',
    ],
    ['a duplicate', { labels: ['a', 'b', 'c'], order: ['a', 'b', 'c', 'a'] }, 'must have each category once'],
    [
      'no colour',
      { labels: ['a', 'b', 'c'], colors: { a: 'rot' } },
      'the colour of "a" in map 0 must be a CSS colour',
    ],
  ])('rejects %s', (_, map, message) => {
    expect(() => spotMap({ spots: row(3), maps: [map as never] })).toThrow(message);
  });
});
