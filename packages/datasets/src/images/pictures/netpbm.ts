import type { Picture } from './picture.js';

/** The header of a PGM or PPM. */
export interface NetpbmHeader {
  /** P2 and P3 are written in digits, P5 and P6 in bytes; P2 and P5 are grey. */
  readonly kind: 'P2' | 'P3' | 'P5' | 'P6';
  readonly width: number;
  readonly height: number;
  readonly white: number;
  /** Where the pixels begin. */
  readonly offset: number;
}

/**
 * Reads the header of a PGM or PPM (netpbm's pgm(5) and ppm(5)): the kind, then width, height and the value of white,
 * apart by white space and comments from `#` to the end of the line. Throws, beginning with `where`, on any other.
 */
export function netpbmHeader(bytes: Uint8Array, where: string): NetpbmHeader {
  // Comments may be long, but a header that does not end in 64 KiB is none.
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, 65_536));
  const space = String.raw`(?:\s|#[^\n\r]*[\n\r])`;
  const match = new RegExp(
    `^(P[2356])${space}+(\\d{1,9})${space}+(\\d{1,9})${space}+(\\d{1,9})(?:#[^\\n\\r]*[\\n\\r]|\\s)`,
  ).exec(text);
  if (!match) {
    throw new Error(
      `${where}: expected a PGM or PPM header (P5, then width, height and the value of white); got ` +
        `${JSON.stringify(text.slice(0, 30))}; the file is cut short or damaged`,
    );
  }
  const [width, height, white] = match.slice(2).map(Number) as [number, number, number];
  if (white < 1 || white > 65_535) {
    throw new Error(`${where}: the value of white must be from 1 to 65535; the PGM/PPM header says ${white}`);
  }
  return { kind: match[1] as NetpbmHeader['kind'], width, height, white, offset: match[0].length };
}

/**
 * Decodes a PGM or PPM, in digits or in bytes (two bytes a value, the high one first, where white is above 255).
 * What follows the last pixel is not read. Throws on pixels that end early and on a value above white.
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
    throw new Error(
      `${where}: value ${above + 1} of ${count} is ${data[above]}, above the header's white, ${white}`,
    );
  }
  return { width, height, channels, data, white };
}

function binary(bytes: Uint8Array, { white, offset }: NetpbmHeader, count: number, where: string) {
  const wide = white > 255;
  const size = wide ? count * 2 : count;
  const pixels = bytes.subarray(offset, offset + size);
  if (pixels.length < size) throw endsEarly(where, size, pixels.length, 'bytes');
  if (!wide) return pixels;
  return Uint16Array.from({ length: count }, (_, i) => pixels[2 * i]! * 256 + pixels[2 * i + 1]!);
}

function digits(bytes: Uint8Array, { offset }: NetpbmHeader, count: number, where: string) {
  const text = new TextDecoder('latin1').decode(bytes.subarray(offset)).trim();
  const values = text === '' ? [] : text.split(/\s+/, count);
  if (values.length < count) throw endsEarly(where, count, values.length, 'values');
  const wrong = values.findIndex((value) => !/^\d{1,5}$/.test(value));
  if (wrong !== -1) {
    throw new Error(
      `${where}: value ${wrong + 1} of ${count} is ${JSON.stringify(values[wrong]!.slice(0, 20))}, not a number`,
    );
  }
  return Uint16Array.from(values, (value) => Math.min(Number(value), 65_535));
}

function endsEarly(where: string, expected: number, got: number, unit: string): Error {
  return new Error(
    `${where}: expected ${expected} ${unit} of pixels; there are ${got}: the file is cut short; get it again`,
  );
}
