import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectNoOverlap } from '../../test/no-overlap.js';
import { rasterize } from '../svg/rasterize.js';
import { evaluationPlot } from './evaluation-plot.js';
import type { MeasuredMethod } from './evaluation-plot-options.js';

const row = (method: string, value: number, rest: Partial<MeasuredMethod> = {}): MeasuredMethod => ({
  method,
  measure: 'localisation: mass',
  value,
  standardError: 0.02,
  control: 0.1,
  controlLow: 0.05,
  controlHigh: 0.15,
  chance: 0.1,
  ...rest,
});
const unknown = {
  standardError: Number.NaN,
  control: Number.NaN,
  controlLow: Number.NaN,
  controlHigh: Number.NaN,
};

const all = (svg: string, tag: string) =>
  Array.from(
    new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement!.getElementsByTagName(tag),
  );

describe('evaluationPlot', () => {
  test('draws one dot per method at its value, and the range of random concepts', () => {
    const svg = evaluationPlot(
      [
        row('gradient', 0.3),
        row('input & <gradient>', 0.5),
        row('raw input', 0.1, unknown),
        row('x', 9, { measure: 'b' }),
      ],
      'localisation: mass',
    );
    const dots = all(svg, 'circle').map((dot) => Number(dot.getAttribute('cx')));
    expect(dots).toHaveLength(3);
    // Equal differences of values are equal distances: 0.3 to 0.5 and 0.1 to 0.3.
    expect(dots[1]! - dots[0]!).toBeCloseTo(dots[0]! - dots[2]!, 1);
    const grey = all(svg, 'path').filter((path) => path.getAttribute('stroke') === '#bbb');
    expect(grey).toHaveLength(2);
    const [from, to] = grey[0]!
      .getAttribute('d')!
      .match(/M([\d.]+) [\d.]+H([\d.]+)/)!
      .slice(1)
      .map(Number);
    expect((to! - from!) / (dots[0]! - dots[2]!)).toBeCloseTo(0.1 / 0.2, 2);
    const dashed = all(svg, 'path').filter((path) => path.getAttribute('stroke-dasharray'));
    // Chance is 0.1, the value of the raw input.
    expect(Number(dashed[0]!.getAttribute('d')!.match(/M([\d.]+)/)![1])).toBeCloseTo(dots[2]!, 1);
    const texts = all(svg, 'text').map((text) => text.textContent);
    expect(texts).toEqual(
      expect.arrayContaining(['localisation: mass', 'gradient', 'input & <gradient>', 'chance']),
    );
  });

  test('labels the axis with the measure, also under a title, and explains the marks', () => {
    const textsOf = (svg: string) => all(svg, 'text').map((text) => text.textContent);
    const svg = evaluationPlot([row('gradient', 0.3)], 'localisation: mass', { title: 'Smiling' });
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining([
        ...['Smiling', 'localisation: mass', 'value ± standard error'],
        'random concepts: smallest to largest, and mean',
      ]),
    );
    const alone = evaluationPlot([row('gradient', 0.3, unknown)], 'localisation: mass');
    expect(textsOf(alone)).toContain('value');
    expect(textsOf(alone).some((text) => text?.includes('random'))).toBe(false);
  });

  test('has no text over another, with any names and values', () => {
    const name = fc.string({ maxLength: 50 });
    const value = fc.double({ min: -1e4, max: 1e4, noNaN: true });
    const rows = fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(rows, name, fc.integer({ min: 360, max: 700 }), (list, title, width) => {
        const measured = list.map(([method, at]) => row(method, at, { measure: 'm', chance: Number.NaN }));
        expectNoOverlap(evaluationPlot(measured, 'm', { title, width }));
      }),
      { numRuns: 40 },
    );
  });

  test('can be rasterized, also with a single value', async () => {
    const svg = evaluationPlot(
      [row('gradient', 0.3, { ...unknown, chance: Number.NaN })],
      'localisation: mass',
      {
        title: 'Smiling',
        width: 400,
      },
    );
    expect(svg).not.toContain('NaN');
    expect((await rasterize(svg)).length).toBeGreaterThan(1000);
  });

  test('rejects unknown measures, NaN and small widths', () => {
    expect(() => evaluationPlot([row('gradient', 0.3)], 'auc')).toThrow(
      'evaluationPlot: no row has the measure "auc"; valid measures: localisation: mass.',
    );
    expect(() => evaluationPlot([row('gradient', Number.NaN)], 'localisation: mass')).toThrow(
      /^evaluationPlot: the value of "gradient" must be finite; got NaN\.$/,
    );
    expect(() => evaluationPlot([row('gradient', 1)], 'localisation: mass', { width: 100 })).toThrow(
      /^evaluationPlot: width must be a whole number of at least 360; got 100\.$/,
    );
  });
});
