/** The place of the number at a position of a row-major array. */
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

/** The position of a place in a row-major array. */
export function positionOf(place: readonly number[], shape: readonly number[]): number {
  return place.reduce((position, own, axis) => position * (shape[axis] ?? 1) + own, 0);
}

/** All places of a row-major array, in the order of their positions. */
export function places(shape: readonly number[]): number[][] {
  const count = shape.reduce((product, length) => product * length, 1);
  return Array.from({ length: count }, (_, position) => placeOf(position, shape));
}
