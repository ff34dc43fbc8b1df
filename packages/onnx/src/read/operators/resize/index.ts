import type { OperatorReader } from '../../reading.js';
import { depthToSpace, spaceToDepth } from './depth-to-space.js';
import { pad } from './pad.js';
import { resize } from './resize.js';

/** Operators that change the lengths of an image's axes. */
export const resizing: Readonly<Record<string, OperatorReader>> = {
  DepthToSpace: depthToSpace,
  Pad: pad,
  Resize: resize,
  SpaceToDepth: spaceToDepth,
  Upsample: resize,
};
