import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spotNeighbours } from './spot-neighbours.js';

/** The six nearest by definition: all distances, sorted. */
function nearestByDefinition(x: Float64Array, y: Float64Array): number[][] {
  return Array.from(x, (_, spot) =>
    Array.from(x, (_, other) => ({
      other,
      distance: (x[other]! - x[spot]!) ** 2 + (y[other]! - y[spot]!) ** 2,
    }))
      .filter(({ other }) => other !== spot)
      .sort((a, b) => a.distance - b.distance || a.other - b.other)
      .slice(0, 6)
      .map(({ other }) => other),
  );
}

const spotsAt = (x: Float64Array, y: Float64Array) => ({ names: Array.from(x, (_, i) => `${i}`), x, y });

it('finds the nearest spots of any positions: grids, rows, clusters, duplicates', () => {
  const place = fc.oneof(
    fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })),
    fc.tuple(fc.double({ min: -1e4, max: 1e4, noNaN: true }), fc.double({ min: -5, max: 5, noNaN: true })),
    fc.tuple(fc.integer({ min: 0, max: 99 }), fc.constant(7)),
  );
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 60 }), (places) => {
      const x = Float64Array.from(places, ([across]) => across);
      const y = Float64Array.from(places, ([, down]) => down);
      expect(spotNeighbours(spotsAt(x, y))).toEqual(nearestByDefinition(x, y));
    }),
  );
});

it('finds those of a hundred thousand bins', () => {
  const side = 320;
  const x = Float64Array.from({ length: side * side }, (_, i) => i % side);
  const y = Float64Array.from({ length: side * side }, (_, i) => Math.floor(i / side));
  const near = spotNeighbours(spotsAt(x, y));
  const inner = 5 * side + 5;
  // Four at distance 1, then the first two at √2.
  expect(near[inner]).toEqual([
    inner - side,
    inner - 1,
    inner + 1,
    inner + side,
    inner - side - 1,
    inner - side + 1,
  ]);
});
