import { describe, expect, it } from 'vitest';
import { spotsOfTissue } from '../../../test/spatial-files.js';
import { syntheticBulb } from '../../synthetic/synthetic-bulb.js';
import type { Spots } from '../spatial-counts.js';
import { spotNeighbours } from './spot-neighbours.js';

const at = (places: readonly (readonly [x: number, y: number])[], layout: Spots['layout']): Spots => ({
  names: places.map((_, i) => `s${i}`),
  x: Float64Array.from(places, ([x]) => x),
  y: Float64Array.from(places, ([, y]) => y),
  layout,
});

describe('spotNeighbours', () => {
  it('finds the six neighbours on hexagons', () => {
    const places = spotsOfTissue.map(({ row, col }) => [col, row] as const);
    const near = spotNeighbours(at(places, 'hexagonal'));
    // On the slide, columns are 0.5 apart and rows √3 / 2: adjacent spots are at distance 1.
    const expected = places.map(([x, y], spot) =>
      [...places.keys()].filter((other) => {
        const [dx, dy] = [(places[other]![0] - x) / 2, ((places[other]![1] - y) * Math.sqrt(3)) / 2];
        return other !== spot && Math.hypot(dx, dy) < 1.01;
      }),
    );
    expect(near).toEqual(expected);
    expect(Math.max(...near.map((some) => some.length))).toBe(6);
  });

  it('finds up to eight neighbours on the square array, whose positions are not whole', () => {
    const near = spotNeighbours(
      at(
        [
          [1.1, 0.9],
          [2.05, 1],
          [2, 2.2],
          [0, 0],
          [3.1, 1],
          [1, 4],
        ],
        'square',
      ),
    );
    expect(near).toEqual([[1, 2, 3], [0, 2, 4], [0, 1, 4], [0], [1, 2], []]);
    const bulb = spotNeighbours(syntheticBulb({ genes: 8, seed: 1 }).spots);
    expect(Math.max(...bulb.map((some) => some.length))).toBeLessThanOrEqual(8);
    for (const [spot, some] of bulb.entries()) for (const other of some) expect(bulb[other]).toContain(spot);
  });

  it('finds spots within a distance', () => {
    const free = at(
      [
        [0, 0],
        [30, 40],
        [30, 41],
        [-5, 0],
      ],
      'free',
    );
    expect(spotNeighbours(free, { distance: 50 })).toEqual([[1, 3], [0, 2], [1], [0]]);
    expect(() => spotNeighbours(free)).toThrow('expected the option distance, in pixels');
  });

  it('keeps slides apart', () => {
    const two = at(
      [
        [0, 0],
        [2, 0],
        [0, 0],
        [2, 0],
      ],
      'hexagonal',
    );
    expect(spotNeighbours(two, { slides: ['a', 'a', 'b', 'b'] })).toEqual([[1], [0], [3], [2]]);
    expect(() => spotNeighbours(two)).toThrow(
      'expected one spot per position; "s0" and "s2" are both at x 0, y 0; if the spots are of several slides, pass slides.',
    );
    expect(() => spotNeighbours(two, { slides: ['a'] })).toThrow(
      'slides must have one value per spot, 4; got 1.',
    );
  });

  it('rejects cells without positions, and a distance on a grid', () => {
    expect(() => spotNeighbours(at([[0, 0]], 'none'))).toThrow('these cells have none');
    expect(() => spotNeighbours(at([[0, 0]], 'square'), { distance: 2 })).toThrow('leave it out');
  });
});
