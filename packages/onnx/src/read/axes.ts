/** What can refuse a node: the reading of it, or the folding of its constants. */
interface Refusing {
  refuse(reason: string): Error;
}

/** An axis counted from the first one; a negative one is counted from the end. @throws if there is no such axis. */
export function axisOf(at: Refusing, axis: number, rank: number): number {
  const found = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(found) && found >= 0 && found < rank) return found;
  throw at.refuse(`expected an axis from ${-rank} to ${rank - 1}; got ${axis}.`);
}

/** Axes counted from the first one, in ascending order. @throws if an axis does not exist or occurs twice. */
export function axesOf(at: Refusing, axes: readonly number[], rank: number): number[] {
  const found = axes.map((axis) => axisOf(at, axis, rank)).sort((a, b) => a - b);
  if (new Set(found).size === found.length) return found;
  throw at.refuse(`expected different axes; got ${axes.join(', ')}.`);
}

/** An index counted from the start of an axis; a negative one is counted from the end. @throws if it is outside of the axis. */
export function indexOf(at: Refusing, index: number, length: number): number {
  const found = index < 0 ? index + length : index;
  if (Number.isInteger(found) && found >= 0 && found < length) return found;
  throw at.refuse(`expected indices from ${-length} to ${length - 1}; got ${index}.`);
}

/** A shape or list of axes with another entry at one position. */
export function replaced<T>(list: readonly T[], position: number, ...by: readonly T[]): T[] {
  return [...list.slice(0, position), ...by, ...list.slice(position + 1)];
}
