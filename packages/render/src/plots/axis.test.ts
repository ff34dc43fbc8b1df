import { scaleLinear } from 'd3-scale';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textWidth } from '../svg/text.js';
import { axisDomain, spacedTicks, tickFormat } from './axis.js';

describe('axisDomain', () => {
  test('keeps a range that has ticks', () => {
    expect(axisDomain(-1, 3)).toEqual([-1, 3]);
    expect(axisDomain(1e-20, 3e-20)).toEqual([1e-20, 3e-20]);
    expect(axisDomain(1e6, 1e6 + 0.01)).toEqual([1e6, 1e6 + 0.01]);
  });

  test('widens a range without ticks', () => {
    expect(axisDomain(5, 5)).toEqual([4.5, 5.5]);
    expect(axisDomain(0, 0)).toEqual([-1e-6, 1e-6]);
    expect(axisDomain(0, 0, 0.5)).toEqual([-0.5, 0.5]);
    expect(axisDomain(0, 5e-324)).toEqual([-1e-6, 1e-6]);
    expect(axisDomain(1, 1 + Number.EPSILON)[0]).toBeCloseTo(0.9, 12);
  });

  test('gives every finite range ticks with different numbers', () => {
    const value = fc.double({ min: -1e100, max: 1e100, noNaN: true });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const domain = axisDomain(Math.min(a, b), Math.max(a, b));
        expect(domain[0]).toBeLessThanOrEqual(Math.min(a, b));
        expect(domain[1]).toBeGreaterThanOrEqual(Math.max(a, b));
        const scale = scaleLinear(domain, [0, 100]).nice(5);
        const numbers = scale.ticks(5).map(tickFormat(scale, 5));
        expect(new Set(numbers).size).toBeGreaterThan(1);
      }),
      {
        numRuns: 1000,
        examples: [
          [0, 5e-324],
          [0, 0],
          [-1e100, 1e100],
          [1e-310, 3e-310],
          [1e-25, 3e-25],
        ],
      },
    );
  });
});

describe('spacedTicks', () => {
  test('numbers are at their ticks or inside the room, and never touch', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, value, fc.integer({ min: 20, max: 400 }), (a, b, width) => {
        const scale = scaleLinear(axisDomain(Math.min(a, b), Math.max(a, b)), [10, 10 + width]);
        const ticks = spacedTicks(scale, { count: 5, size: 9, room: [0, width + 20] });
        expect(ticks.length).not.toBe(1);
        let end = -5;
        for (const { text, middle } of ticks) {
          const half = textWidth(text, 9, 400) / 2;
          expect(middle - half).toBeGreaterThanOrEqual(end + 5 - 1e-9);
          end = middle + half;
        }
        expect(end).toBeLessThanOrEqual(width + 20 + 1e-9);
      }),
    );
  });
});
