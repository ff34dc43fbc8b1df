import type { Plain } from './graph-of-nodes.js';

// Slow, definition-shaped functions of row-major arrays, by which readers of operators are checked.

export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, length) => product * length, 1);

/** The array in which each element is that of another one, at the place that a function tells. */
export function mapped(
  shape: readonly number[],
  from: Plain,
  place: (to: readonly number[]) => readonly number[],
): Plain {
  return {
    shape,
    data: Array.from(
      { length: sizeOf(shape) },
      (_, i) => from.data[positionOf(place(placeOf(i, shape)), from.shape)]!,
    ),
  };
}

export function placeOf(position: number, shape: readonly number[]): number[] {
  let left = position;
  return [...shape]
    .reverse()
    .map((length) => {
      const own = left % length;
      left = Math.floor(left / length);
      return own;
    })
    .reverse();
}

export function positionOf(place: readonly number[], shape: readonly number[]): number {
  return place.reduce((position, own, axis) => position * shape[axis]! + own, 0);
}

export function concatenated(parts: readonly Plain[], axis: number): Plain {
  const shape = parts[0]!.shape.map((length, i) =>
    i === axis ? parts.reduce((sum, part) => sum + part.shape[axis]!, 0) : length,
  );
  return {
    shape,
    data: Array.from({ length: sizeOf(shape) }, (_, i) => {
      const place = placeOf(i, shape);
      for (const part of parts) {
        if (place[axis]! < part.shape[axis]!) return part.data[positionOf(place, part.shape)]!;
        place[axis]! -= part.shape[axis]!;
      }
      return Number.NaN;
    }),
  };
}
