import { pad, reshape, slice, type Tensor } from '@tensorflow/tfjs-core';

type Margin = readonly [number, number];

/** Cells before and after, for each axis of a tensor: added where positive, removed where negative. */
export function withMargins(x: Tensor, margins: readonly Margin[], value = 0): Tensor {
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
  const added = margins.map(([before, after]): [number, number] => [Math.max(0, before), Math.max(0, after)]);
  if (x.rank <= 4) return added.flat().some((cells) => cells > 0) ? pad(inside, added, value) : inside;
  return added.reduce<Tensor>((sofar, margin, axis) => alongAxis(sofar, axis, margin, value), inside);
}

/** Pads one axis in a view of three axes: the shader of tfjs-webgpu 4.22 for five or more does not compile, and gives zeros. */
function alongAxis(x: Tensor, axis: number, [before, after]: Margin, value: number): Tensor {
  if (before === 0 && after === 0) return x;
  const count = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
  const [outer, inner] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const length = x.shape[axis] ?? 1;
  const view = reshape(x, [count(outer), length, count(inner)]);
  const padded = pad(
    view,
    [
      [0, 0],
      [before, after],
      [0, 0],
    ],
    value,
  );
  return reshape(padded, [...outer, before + length + after, ...inner]);
}
