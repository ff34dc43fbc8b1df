import { pad, reshape, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Inserts strides − 1 zeros after every row and column of an image, the transpose of taking every n-th row and
 * column.
 */
export function spreadOut(image: Tensor, [down, across]: readonly [number, number]): Tensor4D {
  if (down === 1 && across === 1) return image as Tensor4D;
  const [batch = 0, height = 0, width = 0, channels = 0] = image.shape;
  const rows = pad(reshape(image, [batch, height, width * channels]), [
    [0, 0],
    [0, 0],
    [0, (down - 1) * width * channels],
  ]);
  const cells = pad(reshape(rows, [batch * height * down, width, channels]), [
    [0, 0],
    [0, 0],
    [0, (across - 1) * channels],
  ]);
  return reshape(cells, [batch, height * down, width * across, channels]);
}
