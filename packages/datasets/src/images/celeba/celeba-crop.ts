import type { CropBox } from '../pictures/picture.js';
import type { CelebaLandmarks } from './celeba-landmarks.js';

/**
 * The size of every image in img_align_celeba. Landmarks are measured in images of this size.
 *
 * @category Images
 */
export const celebaImageSize = { width: 178, height: 218 } as const;

/**
 * The face in an aligned CelebA image, cropped as in the code of arXiv 1910.13140: rows from nose_y − 105 to
 * leftmouth_y + 35 and columns from lefteye_x − 50 to righteye_x + 50 (ends excluded), clipped at the bottom and at the
 * right of the image.
 *
 * @returns undefined if the crop is empty, or begins above or left of the image: in that case the reference's slice
 * (NumPy) counts from the far end and is empty. The reference leaves those images out: 6 of 202,599.
 * @category Images
 */
export function celebaCrop(landmarks: CelebaLandmarks): CropBox | undefined {
  const top = landmarks.nose_y - 105;
  const left = landmarks.lefteye_x - 50;
  const bottom = Math.min(landmarks.leftmouth_y + 35, celebaImageSize.height);
  const right = Math.min(landmarks.righteye_x + 50, celebaImageSize.width);
  if (top < 0 || left < 0 || bottom <= top || right <= left) return undefined;
  return { left, top, width: right - left, height: bottom - top };
}
