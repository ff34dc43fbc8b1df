import { pictureLayout } from '@csm/base';
import type { Encoder } from '@csm/core';
import type { Features } from './features.js';
import { gridFeatures } from './grid-features.js';

/** Number of patches along the height and the width of a picture. */
const PATCHES = 8;

/**
 * The features of methods that replace content, if none are given: a grid of 8 × 8 patches for pictures; otherwise undefined, which
 * stands for each number.
 */
export function defaultFeatures(
  caller: string,
  { inputShape, layout: given }: Pick<Encoder, 'inputShape' | 'layout'>,
): Features | undefined {
  if (inputShape.length !== 3) return undefined;
  const layout = pictureLayout(caller, 'the inputs', inputShape, given);
  const [height = 1, width = 1] = layout === 'channelsFirst' ? inputShape.slice(1) : inputShape;
  return gridFeatures(inputShape, {
    rows: Math.min(PATCHES, height),
    columns: Math.min(PATCHES, width),
    layout,
  });
}
