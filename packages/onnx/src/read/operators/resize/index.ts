import type { OperatorReader } from '../../reading.js';
import { centerCropPad } from './center-crop-pad.js';
import { depthToSpace, spaceToDepth } from './depth-to-space.js';
import { pad } from './pad.js';
import { resize } from './resize.js';

/** Operators that change the lengths of an image's axes. */
export const resizing: Readonly<Record<string, OperatorReader>> = {
  CenterCropPad: centerCropPad,
  DepthToSpace: depthToSpace,
  Pad: pad,
  Resize: resize,
  SpaceToDepth: spaceToDepth,
  Upsample: resize,
};
