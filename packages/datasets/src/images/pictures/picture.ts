/** A decoded picture: rows from the top, pixels from the left, channels interleaved. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 1: grey; 3: red, green, blue. */
  readonly channels: 1 | 3;
  readonly data: Uint8Array | Uint16Array;
  /** The value of white: `data / white` is in [0, 1]. */
  readonly white: number;
}

/** A rectangle in a picture, in pixels. */
export interface CropBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Decodes the bytes of a JPEG or PNG to 8-bit sRGB, rotated according to its EXIF orientation, with transparent
 * pixels drawn over white; `pixels` is the number of pixels in its header. Rejects if the bytes are damaged. Node uses libvips (sharp), browsers use
 * `createImageBitmap`.
 */
export type PictureDecoder = (bytes: Uint8Array, pixels: number) => Promise<Picture>;

/** A picture with more pixels is rejected by its header, before it takes memory: 100 megapixels take 300 MB when decoded. */
export const MAX_PIXELS = 100_000_000;

/** The same for progressive JPEGs and interlaced PNGs, whose decoders need the whole picture a second time. */
export const MAX_PROGRESSIVE_PIXELS = 50_000_000;

/** A longer side is rejected: decoders keep several whole rows. */
export const MAX_PICTURE_SIDE = 5_000_000;

/** A larger file is rejected: 100 megapixels have 300 MB without any compression. */
export const MAX_PICTURE_BYTES = 320 * 2 ** 20;
