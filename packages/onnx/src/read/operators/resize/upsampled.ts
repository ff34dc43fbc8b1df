import { channelsLast } from '../../layout.js';
import type { Reading } from '../../reading.js';
import type { Value } from '../../value.js';
import { type AxisResize, nearestIndices } from './coordinates.js';

/** One axis and how it is resized. */
export interface AxisOfResize {
  readonly axis: number;
  readonly resizing: AxisResize;
}

/** How often each row and column of an image is repeated, if the nearest mode does that and changes no other axis. */
export function repetitions(axes: readonly AxisOfResize[], nearest: string): [number, number] | undefined {
  const factors: [number, number] = [1, 1];
  for (const { axis, resizing } of axes) {
    const factor = resizing.to / resizing.from;
    const indices = nearestIndices(resizing, nearest);
    const isRepeated = indices.every((index, i) => index === Math.floor(i / factor));
    if ((axis !== 2 && axis !== 3) || !Number.isInteger(factor) || !isRepeated) return undefined;
    factors[axis - 2] = factor;
  }
  return axes.length > 0 ? factors : undefined;
}

/** The image with its rows and columns repeated; undefined if it is no image whose batch consists of the samples. */
export function upsampled(at: Reading, given: Value, size: readonly [number, number]): Value | undefined {
  if (given.shape.length !== 4) return undefined;
  const value = channelsLast(at, given);
  const [height = 1, width = 1, channels = 1, ...more] = at.outputShape(value);
  if (more.length > 0) return undefined;
  const [first = 1, , rows = 1, columns = 1] = value.shape;
  return at.add({ kind: 'upsampling', size, interpolation: 'nearest' }, [value], {
    shape: [first, channels, rows * size[0], columns * size[1]],
    axes: value.axes,
    outputShape: [height * size[0], width * size[1], channels],
  });
}
