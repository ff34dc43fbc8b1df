/** Numbers before and after an axis. */
export type Sides = readonly [before: number, after: number];

/** The padding in the order of ONNX: before each axis, then after each axis. */
export function padsOf(sides: readonly Sides[]): number[] {
  return [0, 1].flatMap((side) => sides.map((cells) => cells[side] ?? 0));
}

/** How many cells a window spans along each axis. */
export const reachesOf = (sizes: readonly number[], dilations: readonly number[]): number[] =>
  sizes.map((length, axis) => (length - 1) * (dilations[axis] ?? 1) + 1);
