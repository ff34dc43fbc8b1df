import { invalidArgument, likeness } from '@csm/base';
import { hasPngSignature } from 'fast-png';
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
  if (hasPngSignature(image) && image.length >= 24) {
    const header = new DataView(image.buffer, image.byteOffset);
    return sized(caller, [header.getUint32(16), header.getUint32(20)], dataUri('image/png', image));
  }
  if (image[0] === 0xff && image[1] === 0xd8) {
    return sized(caller, jpegSize(image), dataUri('image/jpeg', image));
  }
  const found = likeness(image);
  throw invalidArgument(
    `${caller}: image must be a picture, or the bytes of a JPEG or PNG; ` +
      (found
        ? `the bytes are ${found.what}; ${found.remedy}.`
        : `the ${image.length} bytes are neither; decode other formats first, such as with readSpotImage.`),
  );
}

function sized(caller: string, [width, height]: readonly [number, number], href: string): EmbeddedPicture {
  if (width > 0 && height > 0) return { width, height, href };
  throw invalidArgument(
    `${caller}: image must be the bytes of a whole JPEG or PNG; the size is missing in the header; download or copy the file again.`,
  );
}

/** Reads the size of a JPEG from its first frame header (a marker from 0xC0 to 0xCF except DHT, JPG and DAC). 0 without such a header. */
function jpegSize(bytes: Uint8Array): [width: number, height: number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 2; at + 9 <= bytes.length; ) {
    const marker = view.getUint16(at);
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame) return [view.getUint16(at + 7), view.getUint16(at + 5)];
    if (marker < 0xff00) break;
    // A marker may be preceded by any number of fill bytes 0xFF.
    at += marker === 0xffff ? 1 : 2 + view.getUint16(at + 2);
  }
  return [0, 0];
}
