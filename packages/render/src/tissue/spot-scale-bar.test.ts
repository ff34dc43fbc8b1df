import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { spotMap } from './spot-map.js';
import { freeCorner, roundLength, scaleBar } from './spot-scale-bar.js';

const map = { width: 300, height: 200 };
const bar = scaleBar(75, 4);
/** Spots at the centres of the boxes that the bar takes in the corners. */
const corners = {
  bottomRight: { cx: 280, cy: 180 },
  bottomLeft: { cx: 20, cy: 180 },
  topRight: { cx: 280, cy: 20 },
  topLeft: { cx: 20, cy: 20 },
};
const cornerBeside = (...at: { cx: number; cy: number }[]) => freeCorner(bar, map, { at, radius: 5 });

describe('the scale bar', () => {
  it('has a round length', () => {
    // At most 75 pixels of 4 µm, so 200 µm or 50 pixels.
    expect([bar.text.lines, bar.line]).toEqual([['200 µm'], 50]);
    expect(scaleBar(80, 25)).toMatchObject({ text: { lines: ['2 mm'] }, line: 80 });
    expect([0.3, 1, 4.9, 99, 700].map(roundLength).map((x) => Number(x.toPrecision(3)))).toEqual([
      0.2, 1, 2, 50, 500,
    ]);
  });

  it('covers no spot: it takes the first free corner, from the bottom right', () => {
    const { bottomRight, bottomLeft, topRight, topLeft } = corners;
    const right = 300 - 8 - bar.width;
    const low = 200 - 8 - bar.height;
    expect(cornerBeside({ cx: 150, cy: 100 })).toEqual({ x: right, y: low });
    expect(cornerBeside(bottomRight)).toEqual({ x: 8, y: low });
    expect(cornerBeside(bottomRight, bottomLeft)).toEqual({ x: right, y: 8 });
    expect(cornerBeside(bottomRight, bottomLeft, topRight)).toEqual({ x: 8, y: 8 });
    expect(cornerBeside(bottomRight, bottomLeft, topRight, topLeft)).toBeUndefined();
  });

  it('stands on a white box of its own, in the map or, if spots fill all corners, under the maps', () => {
    const step = (count: number) =>
      Array.from({ length: 100 }, (_, i) => 10 * (count === 0 ? i % 10 : Math.floor(i / 10)));
    const full = {
      spots: { x: step(0), y: step(1) },
      diameter: 8,
      micrometres: 10,
      maps: [{ values: step(0) }],
    };
    for (const [what, options] of [
      ['free corners', { ...full, spots: { x: [0, 100], y: [0, 100] }, maps: [{ values: [1, 2] }] }],
      ['no free corner', full],
    ] as const) {
      const root = new DOMParser().parseFromString(spotMap(options), 'text/xml').documentElement!;
      const rects = Array.from(root.getElementsByTagName('rect'));
      const box = rects.find((e) => e.getAttribute('class') === 'scale-bar')!;
      expect(box.getAttribute('fill')).toBe('#fff');
      const frame = root.getElementsByTagName('svg')[0]!;
      const bottom = Number(frame.getAttribute('y')) + Number(frame.getAttribute('height'));
      const isInside = Number(box.getAttribute('y')) < bottom;
      expect(isInside, what).toBe(what === 'free corners');
      const end = Number(box.getAttribute('y')) + Number(box.getAttribute('height'));
      expect(end).toBeLessThanOrEqual(Number(root.getAttribute('height')));
    }
  });
});
