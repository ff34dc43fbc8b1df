import { pictureLayout } from '@csm/base';
import type { MapSettings, PlannedInputs } from './plan.js';

/** The most windows of the sums of a shard's maps along each axis of a picture. */
export const MOST_WINDOWS_OF_SUMS = 64;

/**
 * The shape of the sums of one concept's maps, which each shard stores twice, as float32: for pictures, channels are summed, and more
 * than 64 pixels along an axis are summed over 64 windows; otherwise the shape of an input.
 * @param inputs a plan's shape and layout of inputs.
 * @param kind how the plan keeps maps.
 * @throws if inputs may be channels first and no layout is given.
 * @category Results of many inputs
 */
export function sumsShape(
  { shape, layout }: Pick<PlannedInputs, 'shape' | 'layout'>,
  kind: MapSettings['kind'],
): readonly number[] {
  const isPicture = kind === 'pooled' || layout !== undefined;
  if (!isPicture || (shape.length !== 2 && shape.length !== 3)) return [...shape];
  const channelsFirst =
    shape.length === 3 && pictureLayout('sumsShape', 'the inputs', shape, layout) === 'channelsFirst';
  const pixels = channelsFirst ? shape.slice(1) : shape.slice(0, 2);
  return pixels.map((length) => Math.min(MOST_WINDOWS_OF_SUMS, length));
}
