import { hasPngSignature } from 'fast-png';

/** What the first bytes of a picture file tell. */
export interface PictureFile {
  readonly type: 'image/png' | 'image/jpeg';
  /** In pixels; 0 if the header has no size. */
  readonly width: number;
  readonly height: number;
}

/** Type and size of a JPEG or PNG file; undefined for other bytes. */
export function pictureFile(bytes: Uint8Array): PictureFile | undefined {
  if (hasPngSignature(bytes) && bytes.length >= 24) {
    const header = new DataView(bytes.buffer, bytes.byteOffset);
    return { type: 'image/png', width: header.getUint32(16), height: header.getUint32(20) };
  }
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  const [width, height] = jpegSize(bytes);
  return { type: 'image/jpeg', width, height };
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
