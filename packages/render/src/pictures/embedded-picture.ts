import { invalidArgument, likeness } from '@csm/base';
import { pictureFile } from './picture-file.js';
import { dataUri, pngDataUri } from './png.js';
import { checkRgbaImage, type RgbaImage } from './rgba-image.js';

/** A picture as an SVG document embeds it. */
export interface EmbeddedPicture {
  readonly width: number;
  readonly height: number;
  /** A `data:` URI. */
  readonly href: string;
}

/**
 * Embeds a picture: pixels as a PNG; the bytes of a JPEG or PNG as they are, so that a photograph keeps its resolution and is not
 * larger than its file.
 * @throws unless it is a picture, or the bytes of a JPEG or PNG.
 */
export function embeddedPicture(caller: string, image: RgbaImage | Uint8Array): EmbeddedPicture {
  if (!(image instanceof Uint8Array)) {
    checkRgbaImage(caller, image);
    return { width: image.width, height: image.height, href: pngDataUri(image) };
  }
  const file = pictureFile(image);
  if (file) {
    const { type, width, height } = file;
    if (width > 0 && height > 0) return { width, height, href: dataUri(type, image) };
    throw invalidArgument(
      `${caller}: image must be the bytes of a whole JPEG or PNG; the size is missing in the header; download or copy the file again.`,
    );
  }
  const found = likeness(image);
  throw invalidArgument(
    `${caller}: image must be a picture, or the bytes of a JPEG or PNG; ` +
      (found
        ? `the bytes are ${found.what}; ${found.remedy}.`
        : `the ${image.length} bytes are neither; decode other formats first, such as with readSpotImage.`),
  );
}
