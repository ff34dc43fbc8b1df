import { invalidFile } from '@csm/base';
import type { Picture } from './picture.js';

/** The header of a PGM or PPM. */
export interface NetpbmHeader {
  /** P2 and P3 store the pixels as decimal digits, P5 and P6 as bytes. P2 and P5 are grey. */
  readonly kind: 'P2' | 'P3' | 'P5' | 'P6';
  readonly width: number;
  readonly height: number;
  /** The value of white, called maxval in netpbm. */
  readonly white: number;
  /** Offset of the first pixel, in bytes. */
  readonly offset: number;
}

/**
 * Reads the header of a PGM or PPM (netpbm's pgm(5) and ppm(5)): the kind, then width, height and the value of white,
 * separated by white space and by comments from `#` to the end of the line.
 *
 * @throws if the header is of another form.
 */
export function netpbmHeader(bytes: Uint8Array, where: string): NetpbmHeader {
  // Comments may be long, but a header that is longer than 64 KiB is invalid.
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, 65_536));
  const space = String.raw`(?:\s|#[^\n\r]*[\n\r])`;
  const match = new RegExp(
    `^(P[2356])${space}+(\\d{1,9})${space}+(\\d{1,9})${space}+(\\d{1,9})(?:#[^\\n\\r]*[\\n\\r]|\\s)`,
  ).exec(text);
  if (!match) {
    throw invalidFile(
      `${where}: expected a PGM or PPM header (such as P5, width, height, value of white); got ` +
        `${JSON.stringify(text.slice(0, 30))}; download or copy the file again.`,
    );
  }
  const [width = 0, height = 0, white = 0] = match.slice(2).map(Number);
  if (white < 1 || white > 65_535) {
    throw invalidFile(
      `${where}: the value of white in the PGM/PPM header must be from 1 to 65535; got ${white}.`,
    );
  }
  return { kind: match[1] as NetpbmHeader['kind'], width, height, white, offset: match[0].length };
}

/**
 * Decodes a PGM or PPM. Values are decimal digits or bytes; if white is above 255, two bytes per value, the high byte
 * first. Anything after the last pixel is ignored.
 *
 * @throws if there are too few pixels, and if a value is above white.
 */
export function decodeNetpbm(bytes: Uint8Array, where: string): Picture {
  const header = netpbmHeader(bytes, where);
  const { kind, width, height, white } = header;
  const channels = kind === 'P2' || kind === 'P5' ? 1 : 3;
  const count = width * height * channels;
  const inDigits = kind === 'P2' || kind === 'P3';
  const data = inDigits ? digits(bytes, header, count, where) : binary(bytes, header, count, where);
  const above = white === 255 && data instanceof Uint8Array ? -1 : data.findIndex((value) => value > white);
  if (above !== -1) {
    throw invalidFile(
      `${where}: values must be at most ${white}, the white in the header; value ${above + 1} of ${count} is ${data[above]}.`,
    );
  }
  return { width, height, channels, data, white };
}

function binary(bytes: Uint8Array, { white, offset }: NetpbmHeader, count: number, where: string) {
  const isWide = white > 255;
  const size = isWide ? count * 2 : count;
  const pixels = bytes.subarray(offset, offset + size);
  if (pixels.length < size) throw truncated(where, size, pixels.length, 'bytes');
  if (!isWide) return pixels;
  const view = new DataView(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  return Uint16Array.from({ length: count }, (_, i) => view.getUint16(2 * i));
}

function digits(bytes: Uint8Array, { offset }: NetpbmHeader, count: number, where: string) {
  const text = new TextDecoder('latin1').decode(bytes.subarray(offset)).trim();
  const values = text === '' ? [] : text.split(/\s+/, count);
  if (values.length < count) throw truncated(where, count, values.length, 'values');
  for (const [i, value] of values.entries()) {
    if (/^\d{1,5}$/.test(value)) continue;
    const got = JSON.stringify(value.slice(0, 20));
    throw invalidFile(`${where}: value ${i + 1} of ${count} must be a number; got ${got}.`);
  }
  return Uint16Array.from(values, (value) => Math.min(Number(value), 65_535));
}

function truncated(where: string, expected: number, got: number, unit: string): Error {
  return invalidFile(
    `${where}: expected ${expected} ${unit} of pixels; the file ends after ${got}; download or copy the file again.`,
  );
}
