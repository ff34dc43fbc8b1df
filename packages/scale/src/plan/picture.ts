import { pictureLayout } from '@csm/base';
import type { PlannedInputs } from './plan.js';

/** How an input is a picture. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Whether the first axis holds the channels: `[channels, height, width]`; otherwise `[height, width, channels]` or `[height, width]`. */
  readonly channelsFirst: boolean;
}

/**
 * An input as a picture; undefined for vectors, for more than three axes, and for pictures of less than two pixels in one direction.
 * @param caller name of the function; the error begins with it.
 * @throws if it may be channels first and no layout is given.
 */
export function pictureOf(
  caller: string,
  { shape, layout }: Pick<PlannedInputs, 'shape' | 'layout'>,
): Picture | undefined {
  if (shape.length !== 2 && shape.length !== 3) return undefined;
  const channelsFirst =
    shape.length === 3 && pictureLayout(caller, 'the inputs', shape, layout) === 'channelsFirst';
  const [height = 0, width = 0] = channelsFirst ? shape.slice(1) : shape;
  const channels = (channelsFirst ? shape[0] : shape[2]) ?? 1;
  return height >= 2 && width >= 2 ? { height, width, channels, channelsFirst } : undefined;
}
