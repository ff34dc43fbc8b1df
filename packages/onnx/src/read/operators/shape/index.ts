import type { OperatorReader } from '../../reading.js';
import { cast, castLike } from './cast.js';
import { concat } from './concat.js';
import { dropout } from './dropout.js';
import { expand } from './expand.js';
import { identity } from './identity.js';
import { flatten, reshape } from './reshape.js';
import { shapeOf, sizeOf } from './shape-of.js';
import { split } from './split.js';
import { squeeze, unsqueeze } from './squeeze.js';
import { tile } from './tile.js';
import { transpose } from './transpose.js';

/** Operators that change shapes, types and the order of axes. */
export const shape: Readonly<Record<string, OperatorReader>> = {
  Cast: cast,
  CastLike: castLike,
  Concat: concat,
  Dropout: dropout,
  Expand: expand,
  Flatten: flatten,
  Identity: identity,
  Reshape: reshape,
  Shape: shapeOf,
  Size: sizeOf,
  Split: split,
  Squeeze: squeeze,
  Tile: tile,
  Transpose: transpose,
  Unsqueeze: unsqueeze,
};
