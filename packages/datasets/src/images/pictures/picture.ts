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
 * pixels drawn over white. Rejects if the bytes are damaged. Node uses libvips (sharp), browsers use
 * `createImageBitmap`.
 */
export type PictureDecoder = (bytes: Uint8Array) => Promise<Picture>;

/** A larger picture is rejected by its header, before it takes memory: 50 megapixels take 150 MB when decoded. */
export const MAX_PIXELS = 50_000_000;
