import type { CropBox } from '../pictures/picture.js';
import type { CelebaLandmarks } from './celeba-landmarks.js';

/** Every image of img_align_celeba has this size, and the landmarks are measured in it. */
export const celebaImageSize = { width: 178, height: 218 } as const;

/**
 * The face in an aligned CelebA image, as arXiv 1910.13140's code cuts it: rows nose_y − 105 … leftmouth_y + 35, columns
 * lefteye_x − 50 … righteye_x + 50 (the ends not included), less what lies below or right of the image.
 *
 * Undefined where that is empty. So it is also where it would begin above or left of the image: there the reference's
 * slice (NumPy) counts from the far end and holds nothing. The reference leaves those images out: 6 of 202,599.
 */
export function celebaCrop(landmarks: CelebaLandmarks): CropBox | undefined {
  const top = landmarks.nose_y - 105;
  const left = landmarks.lefteye_x - 50;
  const bottom = Math.min(landmarks.leftmouth_y + 35, celebaImageSize.height);
  const right = Math.min(landmarks.righteye_x + 50, celebaImageSize.width);
  if (top < 0 || left < 0 || bottom <= top || right <= left) return undefined;
  return { left, top, width: right - left, height: bottom - top };
}
