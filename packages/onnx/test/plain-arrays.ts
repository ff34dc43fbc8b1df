import { places, positionOf } from '../../../test/array-places.js';
import type { Plain } from './graph-of-nodes.js';

// Slow, definition-shaped functions of row-major arrays, by which readers of operators are checked.

/** The array in which each element is that of another one, at the place that a function tells. */
export function mapped(
  shape: readonly number[],
  from: Plain,
  place: (to: readonly number[]) => readonly number[],
): Plain {
  return { shape, data: places(shape).map((to) => from.data[positionOf(place(to), from.shape)]!) };
}

export function concatenated(parts: readonly Plain[], axis: number): Plain {
  const shape = parts[0]!.shape.map((length, i) =>
    i === axis ? parts.reduce((sum, part) => sum + part.shape[axis]!, 0) : length,
  );
  return {
    shape,
    data: places(shape).map((place) => {
      for (const part of parts) {
        if (place[axis]! < part.shape[axis]!) return part.data[positionOf(place, part.shape)]!;
        place[axis]! -= part.shape[axis]!;
      }
      return Number.NaN;
    }),
  };
}
