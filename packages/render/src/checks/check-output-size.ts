import { invalidArgument } from '@csm/base';

/**
 * The maximum length of a side, in pixels, of everything that is drawn here. Viewers and canvases fail at sizes not
 * much larger.
 */
export const MAX_SIDE = 16384;

/** @throws if a picture of this size would be too large to draw. */
export function checkOutputSize(caller: string, width: number, height: number): void {
  if (width <= MAX_SIDE && height <= MAX_SIDE) return;
  throw invalidArgument(
    `${caller}: the result must have at most ${MAX_SIDE} pixels a side; it would have ${width}×${height} pixels; ` +
      'use a smaller scale or cell size, or fewer cells.',
  );
}
