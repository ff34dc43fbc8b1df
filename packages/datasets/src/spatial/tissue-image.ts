import type { NdArray } from 'ndarray';
import type { Spots } from './spatial-counts.js';

/** A picture of the tissue under the spots. */
export interface TissueImage {
  /** `'hires'` or `'lowres'`, as 10x and scanpy call them. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Pixels of this picture for one pixel of the full-resolution image: `spots.pixels · scale` are places on it. */
  readonly scale: number;
  /** Decodes it: [height, width, 3], sRGB from 0 to 255. Nothing is decoded before. The caller owns the array. */
  readonly read: () => Promise<NdArray<Uint8Array>>;
}

/**
 * Throws where less than half of the spots lie on the picture: it is another tissue's, or its scale is another
 * picture's. Tells of the spots that lie beside it. Half a spot beyond the edge is still on it.
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
  const beside = names.filter((_, spot) => {
    const [x, y] = [pixels.x[spot]! * scale, pixels.y[spot]! * scale];
    return x < -reach || y < -reach || x > width + reach || y > height + reach;
  });
  if (beside.length === 0) return;
  const said = `${beside.length} of ${names.length} spots (${beside[0]}, …) lie beside the image "${name}" of ${width}×${height} pixels at a scale of ${scale}`;
  if (beside.length > names.length / 2) {
    throw new Error(
      `${where}: ${said}; it is the picture of another tissue, or the scale of another picture`,
    );
  }
  onWarning(`${where}: ${said}`);
}
