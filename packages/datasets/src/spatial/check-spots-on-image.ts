import { invalidFile } from '@csm/base';
import { NO_IMAGES } from './no-images.js';
import type { Spots } from './spatial-counts.js';
import type { TissueImage } from './tissue-image.js';

/**
 * Warns about spots outside a picture. A spot may extend half its diameter beyond the edge.
 *
 * @throws if more than half of the spots are outside: then the picture is of another tissue, or the scale is of
 * another picture.
 */
export function checkSpotsOnImage(
  where: string,
  image: Pick<TissueImage, 'name' | 'width' | 'height' | 'scale'>,
  { pixels, diameter = 0, names }: Spots,
  onWarning: (message: string) => void,
): void {
  if (!pixels) return;
  const { name, width, height, scale } = image;
  const reach = (diameter / 2) * scale;
  const isOutside = (position: number, length: number) => position < -reach || position > length + reach;
  const outside = names.filter((_, spot) => {
    const [x, y] = [pixels.x[spot] ?? 0, pixels.y[spot] ?? 0];
    return isOutside(x * scale, width) || isOutside(y * scale, height);
  });
  if (outside.length === 0) return;
  const found =
    `${outside.length} of ${names.length} spots (${outside[0]}, …) are outside the image "${name}" of ${width}×${height} ` +
    `pixels at scale ${scale}`;
  if (outside.length > names.length / 2) {
    throw invalidFile(
      `${where}: ${found}; use the picture of this tissue, and the scale of this picture, or ${NO_IMAGES}.`,
    );
  }
  onWarning(`${where}: ${found}.`);
}
