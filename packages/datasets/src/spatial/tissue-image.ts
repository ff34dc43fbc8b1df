import type { NdArray } from 'ndarray';

/** A picture of the tissue under the spots. */
export interface TissueImage {
  /** `'hires'` or `'lowres'`, as 10x and scanpy name them. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Pixels of this picture per pixel of the full-resolution image: `spots.pixels · scale` are positions on it. */
  readonly scale: number;
  /** Decodes the picture: [height, width, 3], sRGB from 0 to 255. The caller owns the array. */
  readonly read: () => Promise<NdArray<Uint8Array>>;
}
