import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectNoOverlap } from '../../test/no-overlap.js';
import { rasterize } from '../svg/rasterize.js';
import { volcanoPlot } from './volcano-plot.js';

const all = (svg: string, tag: string) =>
  Array.from(
    new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement!.getElementsByTagName(tag),
  );
const texts = (svg: string) => all(svg, 'text').map((text) => text.textContent!);
const places = (svg: string, kind: string) =>
  all(svg, 'path')
    .filter((path) => path.getAttribute('class') === kind)
    .flatMap((path) => [...path.getAttribute('d')!.matchAll(/M([\d.]+) ([\d.]+)h/g)])
    .map(([, x, y]) => ({ x: Number(x), y: Number(y) }));

describe('volcanoPlot', () => {
  const genes = ['LYZ', 'CD3E', 'ACTB', 'GAPDH', 'MS4A1'];
  const effect = [4, -2, 0.5, 1, 2];
  const q = [1e-8, 1e-4, 0.5, 0.06, 1e-2];

  it('draws every gene at its effect and −log₁₀ q, in the colour of its sign if q is below the threshold', () => {
    const svg = volcanoPlot({ genes, effect, q });
    const [ms4a1, lyz] = places(svg, 'positive').sort((a, b) => a.x - b.x);
    const [cd3e] = places(svg, 'negative');
    expect(
      [places(svg, 'positive'), places(svg, 'negative'), places(svg, 'other')].map((list) => list.length),
    ).toEqual([2, 1, 2]);
    // Effects 4, 2 and −2: distances 2 and 4. −log₁₀ q 8, 2 and 4. Places are rounded to half a pixel.
    expect(Math.abs((ms4a1!.x - cd3e!.x) / (lyz!.x - ms4a1!.x) - 2)).toBeLessThan(0.02);
    expect(Math.abs((ms4a1!.y - lyz!.y) / (cd3e!.y - lyz!.y) - 6 / 4)).toBeLessThan(0.02);
    expect(texts(svg)).toContain('2 of 5 genes above zero and 1 below at q ≤ .050 (dashed line)');
  });

  it('names the genes with the largest |effect| × −log₁₀ q, and those that the caller names', () => {
    // 32, 8 and 4 among the genes below the threshold.
    const named = (options: object) =>
      texts(volcanoPlot({ genes, effect, q, ...options })).filter((text) => genes.includes(text));
    expect(named({ labels: 1 })).toEqual(['LYZ']);
    expect(named({ labels: 2 }).sort()).toEqual(['CD3E', 'LYZ']);
    expect(named({}).sort()).toEqual(['CD3E', 'LYZ', 'MS4A1']);
    expect(named({ labels: 0, named: ['ACTB'] })).toEqual(['ACTB']);
    expect(named({ threshold: 1e-6 })).toEqual(['LYZ']);
  });

  it('draws q = 0 above all others, leaves out NaN, and says both', () => {
    const svg = volcanoPlot({ genes, effect, q: [0, 1e-4, Number.NaN, 1, 0.01] });
    const heights = [...places(svg, 'positive'), ...places(svg, 'negative')].map(({ y }) => y);
    const lyz = places(svg, 'positive').sort((a, b) => b.x - a.x)[0]!;
    expect(heights.filter((y) => y <= lyz.y)).toEqual([lyz.y]);
    expect(places(svg, 'other')).toHaveLength(1);
    const caption = texts(svg).slice(-2).join(' ');
    expect(caption).toContain('1 with q = 0 at the top; 1 without q are not drawn');
  });

  it('has no text over another and nothing off the page, with any genes', () => {
    const gene = fc.tuple(
      fc.string({ minLength: 1, maxLength: 25 }),
      fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(0), fc.constant(Number.NaN)),
    );
    fc.assert(
      fc.property(
        fc.array(gene, { minLength: 1, maxLength: 80 }),
        fc.string({ maxLength: 60 }),
        fc.integer({ min: 320, max: 700 }),
        (list, text, width) => {
          const svg = volcanoPlot({
            title: text,
            unit: text || 'effect',
            genes: list.map(([name]) => name),
            effect: list.map(([, value]) => value),
            q: list.map(([, , value]) => value),
            threshold: 0.5,
            labels: 200,
            width,
          });
          expectNoOverlap(svg);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('stays a small file with 20,000 genes, and says how many names had no room', async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `GENE${i}`);
    const svg = volcanoPlot({
      genes: many,
      effect: many.map((_, i) => Math.sin(i)),
      q: many.map((_, i) => (i % 100) / 1000 + 1e-3),
      labels: 200,
    });
    expect(svg.length).toBeLessThan(400_000);
    expect(texts(svg).slice(-2).join(' ')).toMatch(/no room for \d+ names/);
    expectNoOverlap(svg);
    expect((await rasterize(svg, { scale: 1 })).length).toBeGreaterThan(1000);
  });

  it.each<[object, string]>([
    [{ genes: [] }, 'volcanoPlot: genes must have at least one gene; got none.'],
    [{ effect: [1] }, 'volcanoPlot: effect must have one number per gene, 5; got 1.'],
    [{ q: undefined }, 'volcanoPlot: q must have one number per gene, 5; got undefined.'],
    [{ effect: [1, 2, Number.NaN, 4, 5] }, 'volcanoPlot: the effect of "ACTB" must be finite; got NaN.'],
    [{ q: [1, 2, 0, 0, 0] }, 'volcanoPlot: q of "CD3E" must be from 0 to 1, or NaN; got 2.'],
    [{ threshold: 0 }, 'volcanoPlot: threshold must be between 0 and 1; got 0.'],
    [{ named: ['CD3'] }, 'volcanoPlot: named gene "CD3" is not in genes; valid genes: LYZ'],
    [{ labels: 201 }, 'volcanoPlot: labels must be a whole number from 0 to 200; got 201.'],
    [{ label: 2 }, 'volcanoPlot: unknown option "label"'],
  ])('rejects %j', (options, message) => {
    expect(() => volcanoPlot({ genes, effect, q, ...options } as never)).toThrow(message);
  });
});
