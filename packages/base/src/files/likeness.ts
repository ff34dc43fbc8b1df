/** A description of a file that is not of the expected format. */
export interface Likeness {
  /** With its article: `an HTML page`. */
  readonly what: string;
  /** Advice for the user, in the imperative: `download the file again`. */
  readonly remedy: string;
}

/** The number of bytes that {@link likeness} examines: read at least this many. */
export const LIKENESS_BYTES = 512;

/**
 * Recognises a file of an unexpected format: empty, an HTML or XML page, a Git LFS pointer, gzip, zip or HDF5. Undefined for
 * anything else. For messages:
 * `` `${caller}: expected JSON; ${path} is ${what}; ${remedy}.` ``
 * @param bytes the beginning of the file.
 */
export function likeness(bytes: Uint8Array): Likeness | undefined {
  if (bytes.length === 0) return { what: 'an empty file', remedy: 'download or copy the file again' };
  const binary = BINARY.find(({ begins }) => begins.every((byte, i) => bytes[i] === byte));
  if (binary) return { what: binary.what, remedy: binary.remedy };
  const text = new TextDecoder().decode(bytes.subarray(0, LIKENESS_BYTES)).trimStart().toLowerCase();
  if (text.startsWith('version https://git-lfs')) {
    return { what: 'a Git LFS pointer', remedy: 'fetch the file itself with git lfs pull' };
  }
  if (/^<(!doctype html|html|head|body|script)\b/.test(text)) {
    return { what: 'an HTML page', remedy: 'the download failed, download the file again' };
  }
  if (text.startsWith('<')) {
    return { what: 'an HTML or XML page', remedy: 'the download failed, download the file again' };
  }
  return undefined;
}

const BINARY = [
  { begins: [0x1f, 0x8b], what: 'gzip', remedy: 'unpack the file with gunzip first' },
  { begins: [0x50, 0x4b, 0x03, 0x04], what: 'a zip archive', remedy: 'unpack the archive first' },
  {
    begins: [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a],
    what: 'an HDF5 file',
    remedy: 'use the function that reads HDF5',
  },
] as const;
