import { pad, slice, type Tensor } from '@tensorflow/tfjs-core';

/** Cells before and after, for each axis of a tensor: added where positive, removed where negative. */
export function withMargins(x: Tensor, margins: readonly (readonly [number, number])[], value = 0): Tensor {
  const isCropped = margins.flat().some((cells) => cells < 0);
  const inside = isCropped
    ? slice(
        x,
        margins.map(([before]) => Math.max(0, -before)),
        margins.map(
          ([before, after], axis) => (x.shape[axis] ?? 0) - Math.max(0, -before) - Math.max(0, -after),
        ),
      )
    : x;
  if (!margins.flat().some((cells) => cells > 0)) return inside;
  return pad(
    inside,
    margins.map(([before, after]) => [Math.max(0, before), Math.max(0, after)]),
    value,
  );
}
