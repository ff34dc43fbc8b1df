import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, nearestPoint, placeLabels } from './place-labels.js';

const area = { left: 0, top: 0, right: 400, bottom: 300 };
const overlap = (a: Box, b: Box) =>
  Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1e-9 &&
  Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1e-9;

/** How far inside a box a segment is at most, in points at every tenth of a pixel. */
function crosses(box: Box, from: { x: number; y: number }, to: { x: number; y: number }): boolean {
  const steps = Math.ceil(10 * Math.hypot(to.x - from.x, to.y - from.y));
  return Array.from({ length: steps + 1 }, (_, i) => i / Math.max(1, steps)).some((share) => {
    const [x, y] = [from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)];
    return x > box.left + 0.8 && x < box.right - 0.8 && y > box.top + 0.8 && y < box.bottom - 0.8;
  });
}

describe('placeLabels', () => {
  const labels = fc.array(
    fc.record({
      x: fc.integer({ min: 0, max: 400 }),
      y: fc.integer({ min: 0, max: 300 }),
      width: fc.integer({ min: 5, max: 80 }),
      height: fc.constant(12),
    }),
    { maxLength: 40 },
  );

  it('keeps labels inside the area, off each other, off the labelled points and off the lines to other points', () => {
    fc.assert(
      fc.property(labels, (list) => {
        const boxes = placeLabels(list, list, area);
        for (const [i, box] of boxes.entries()) {
          if (!box) continue;
          expect(box.left >= 0 && box.right <= 400 && box.top >= 0 && box.bottom <= 300).toBe(true);
          for (const [k, other] of boxes.entries()) {
            if (k === i || !other) continue;
            expect(overlap(box, other)).toBe(false);
            expect(crosses(box, list[k]!, nearestPoint(list[k]!, other))).toBe(false);
          }
          for (const { x, y } of list) {
            expect(x > box.left && x < box.right && y > box.top && y < box.bottom).toBe(false);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('places a label next to a point that stands alone, and gives up only where there is no room', () => {
    const [box] = placeLabels([{ x: 200, y: 150, width: 40, height: 12 }], [{ x: 200, y: 150 }], area);
    expect(box).toEqual({ left: 205, right: 245, top: 144, bottom: 156 });
    expect(placeLabels([{ x: 200, y: 150, width: 401, height: 12 }], [], area)).toEqual([undefined]);
  });

  it('does not cover points without a label as long as there is another place', () => {
    const points = [{ x: 220, y: 150 }];
    const [box] = placeLabels([{ x: 200, y: 150, width: 40, height: 12 }], points, area);
    expect(box && overlap(box, { left: 219.5, right: 220.5, top: 149.5, bottom: 150.5 })).toBe(false);
    const everywhere = Array.from({ length: 400 * 300 }, (_, i) => ({ x: i % 400, y: Math.floor(i / 400) }));
    expect(placeLabels([{ x: 200, y: 150, width: 40, height: 12 }], everywhere, area)[0]).toBeDefined();
  });
});
