import { add, pad, reverse, slice, type Tensor } from '@tensorflow/tfjs-core';

/**
 * The cotangent of a tensor that was mirrored at its edges: along each axis, the cotangents of mirrored cells are added to those
 * of the cells that they copy. (tfjs' own gradient discards them.)
 */
export function mirrorPadVjp(
  paddings: readonly (readonly [number, number])[],
  mode: 'reflect' | 'symmetric',
  cotangent: Tensor,
): Tensor {
  // `reflect` does not repeat the edge itself.
  const edge = mode === 'reflect' ? 1 : 0;
  return paddings.reduce<Tensor>((g, [before, after], axis) => {
    const length = (g.shape[axis] ?? 0) - before - after;
    const part = (start: number, size: number) =>
      slice(
        g,
        g.shape.map((_, a) => (a === axis ? start : 0)),
        g.shape.map((whole, a) => (a === axis ? size : whole)),
      );
    const foldedBack = (start: number, size: number, at: number) => {
      const margins = g.shape.map((_, a): [number, number] =>
        a === axis ? [at, length - at - size] : [0, 0],
      );
      return pad(reverse(part(start, size), axis), margins);
    };
    let folded: Tensor = part(before, length);
    if (before > 0) folded = add(folded, foldedBack(0, before, edge));
    if (after > 0) folded = add(folded, foldedBack(before + length, after, length - edge - after));
    return folded;
  }, cotangent);
}
