/** The first and the last index along each axis of one sample, both included. */
export type Box = readonly (readonly [first: number, last: number])[];

/** The box of all units. */
export const whole = (shape: readonly number[]): Box => shape.map((length) => [0, length - 1] as const);

/** The part of a box that lies within a shape. */
export const clipped = (box: Box, shape: readonly number[]): Box =>
  box.map(([first, last], axis) => {
    const end = (shape[axis] ?? 1) - 1;
    return [Math.min(end, Math.max(0, first)), Math.max(0, Math.min(end, last))] as const;
  });

/** The smallest box that contains both. */
export const union = (a: Box, b: Box): Box =>
  a.map(([first, last], axis) => {
    const [otherFirst, otherLast] = b[axis] ?? [first, last];
    return [Math.min(first, otherFirst), Math.max(last, otherLast)] as const;
  });
