import { reshaped, transposed } from '../../layout.js';
import type { OperatorReader } from '../../reading.js';

/** DepthToSpace: blocks of channels become blocks of places, in the order `DCR` (depth, column, row) or `CRD`. */
export const depthToSpace: OperatorReader = (at) => {
  const value = at.value(0);
  const block = at.number('blocksize', 1);
  const [first = 1, channels = 1, height = 1, width = 1] = value.shape;
  const depth = channels / (block * block);
  if (value.shape.length !== 4 || !Number.isInteger(depth)) {
    throw at.refuse(
      `expected [n, channels, height, width] with channels in multiples of ${block * block}; got [${value.shape}].`,
    );
  }
  const isDepthFirst = at.text('mode', 'DCR') === 'DCR';
  const split = isDepthFirst
    ? transposed(reshaped(at, value, [first, block, block, depth, height, width]), [0, 3, 4, 1, 5, 2])
    : transposed(reshaped(at, value, [first, depth, block, block, height, width]), [0, 1, 4, 2, 5, 3]);
  return reshaped(at, split, [first, depth, height * block, width * block]);
};

/** SpaceToDepth: blocks of places become blocks of channels, in the order `DCR` or `CRD`. */
export const spaceToDepth: OperatorReader = (at) => {
  const value = at.value(0);
  const block = at.number('blocksize', 1);
  const [first = 1, channels = 1, height = 1, width = 1] = value.shape;
  const [rows, columns] = [height / block, width / block];
  if (value.shape.length !== 4 || !Number.isInteger(rows) || !Number.isInteger(columns)) {
    throw at.refuse(
      `expected [n, channels, height, width] with places in multiples of ${block}; got [${value.shape}].`,
    );
  }
  const split = reshaped(at, value, [first, channels, rows, block, columns, block]);
  const isDepthFirst = at.text('mode', 'DCR') === 'DCR';
  const order = isDepthFirst ? [0, 3, 5, 1, 2, 4] : [0, 1, 3, 5, 2, 4];
  return reshaped(at, transposed(split, order), [first, channels * block * block, rows, columns]);
};
