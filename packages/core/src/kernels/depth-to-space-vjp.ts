import { reshape, type Tensor, transpose } from '@tensorflow/tfjs-core';

/** The attributes of tfjs' kernel `DepthToSpace`. */
export interface DepthToSpace {
  readonly blockSize: number;
  readonly dataFormat: 'NHWC' | 'NCHW';
}

/** The cotangent of an image of the given shape whose channels were moved to blocks of cells: the blocks become channels again. */
export function depthToSpaceVjp(
  { blockSize: block, dataFormat }: DepthToSpace,
  shape: readonly number[],
  cotangent: Tensor,
): Tensor {
  const [batch, ...sides] = shape as [number, number, number, number];
  if (dataFormat === 'NHWC') {
    const [height, width, channels] = sides;
    const blocks = reshape(cotangent, [batch, height, block, width, block, channels / block ** 2]);
    return reshape(transpose(blocks, [0, 1, 3, 2, 4, 5]), [...shape]);
  }
  const [channels, height, width] = sides;
  const blocks = reshape(cotangent, [batch, channels / block ** 2, height, block, width, block]);
  return reshape(transpose(blocks, [0, 3, 5, 1, 2, 4]), [...shape]);
}
