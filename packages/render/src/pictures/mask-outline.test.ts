import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { maskOutline } from './mask-outline.js';

/** The unit edges of a path, each as "x,y,x,y". */
function unitEdges(path: string): string[] {
  const edges: string[] = [];
  for (const [, x, y, way, end] of path.matchAll(/M(\d+) (\d+)([HV])(\d+)/g)) {
    const from = Number(way === 'H' ? x : y);
    for (let at = from; at < Number(end); at++)
      edges.push(way === 'H' ? `${at},${y},${at + 1},${y}` : `${x},${at},${x},${at + 1}`);
  }
  return edges;
}

describe('maskOutline', () => {
  test('one pixel is a square', () => {
    expect(maskOutline(ndarray([0, 0, 0, 0, 1, 0, 0, 0, 0], [3, 3]))).toBe('M1 1H2M1 2H2M1 1V2M2 1V2');
  });

  test('edges of one line are joined; an empty mask has no outline', () => {
    expect(maskOutline(ndarray([1, 1, 1, 1, 1, 1], [2, 3]))).toBe('M0 0H3M0 2H3M0 0V2M3 0V2');
    expect(maskOutline(ndarray([0, 0], [1, 2]))).toBe('');
  });

  test('has every edge between an inner and an outer pixel once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.constantFrom(0, 1), { minLength: 5, maxLength: 5 }), {
          minLength: 1,
          maxLength: 6,
        }),
        (rows) => {
          const at = (y: number, x: number) => rows[y]?.[x] ?? 0;
          const expected = new Set<string>();
          for (const [y, row] of rows.entries())
            for (const [x, value] of row.entries()) {
              if (!value) continue;
              if (!at(y - 1, x)) expected.add(`${x},${y},${x + 1},${y}`);
              if (!at(y + 1, x)) expected.add(`${x},${y + 1},${x + 1},${y + 1}`);
              if (!at(y, x - 1)) expected.add(`${x},${y},${x},${y + 1}`);
              if (!at(y, x + 1)) expected.add(`${x + 1},${y},${x + 1},${y + 1}`);
            }
          const found = unitEdges(maskOutline(ndarray(rows.flat(), [rows.length, 5])));
          expect(found.length).toBe(expected.size);
          expect(new Set(found)).toEqual(expected);
        },
      ),
    );
  });

  test('rejects other values and shapes', () => {
    expect(() => maskOutline(ndarray([0.5], [1, 1]))).toThrow(
      'maskOutline: mask must hold 0 and 1 only; it holds 0.5 at row 0, column 0.',
    );
    expect(() => maskOutline(ndarray([1, 1], [1, 1, 2]))).toThrow(
      /^maskOutline: mask must have shape \[height, width\]; got \[1,1,2\]\.$/,
    );
  });
});
