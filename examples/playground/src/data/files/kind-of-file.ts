import { invalidFile, LIKENESS_BYTES, likeness } from '@csm/base';
import { type DroppedFile, nameOf } from './dropped-file.js';
import { foreignFormat, OTHER_HDF5 } from './foreign-format.js';

/** What a file is for. `weights` belong to a model that names them. */
export type FileKind = 'onnx' | 'keras' | 'json' | 'weights' | 'picture' | 'table' | 'array' | 'counts';

const ACCEPTED =
  'a model (.onnx, .keras, model.json with its .bin files), pictures, a CSV, a .npy or an .h5ad';

/** Bytes that the page reads of one file at most; an .h5ad is read in parts. */
const LARGEST: Readonly<Record<FileKind, number>> = {
  onnx: 600e6,
  keras: 600e6,
  json: 100e6,
  weights: 600e6,
  picture: 100e6,
  table: 200e6,
  array: 600e6,
  counts: 8e9,
};

/** Recognises a file by its beginning, and by its name only where that says nothing. @throws a sentence for a file that the page cannot use. */
export async function kindOfFile({ path, file }: DroppedFile): Promise<FileKind> {
  const start = new Uint8Array(await bytesOf(path, file.slice(0, LIKENESS_BYTES)));
  const kind = kindOfStart(path, start);
  if (file.size <= LARGEST[kind]) return kind;
  throw invalidFile(
    `${path}: expected at most ${gigabytes(LARGEST[kind])}, because the page holds it in memory; it has ${gigabytes(file.size)}; ` +
      'use the command csm or the library in Node for large files.',
  );
}

/** The bytes of a file. @throws if it was moved or changed since it was dropped. */
export async function bytesOf(path: string, blob: Blob): Promise<ArrayBuffer> {
  return blob.arrayBuffer().catch((cause: unknown) => {
    throw invalidFile(
      `${path}: the file cannot be read; it was moved or changed after it was dropped, or is a folder; drop it again.`,
      { cause },
    );
  });
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

function kindOfStart(path: string, start: Uint8Array): FileKind {
  const name = nameOf(path);
  // One character per byte; TextDecoder's latin1 is windows-1252.
  const text = String.fromCharCode(...start);
  if (start.length === 0)
    throw invalidFile(`${path}: expected ${ACCEPTED}; this is an empty file; copy it again.`);
  if (isPicture(text)) return 'picture';
  if (text.startsWith('\x93NUMPY')) return 'array';
  if (text.startsWith('\x89HDF\r\n')) {
    if (/\.h5ad$/i.test(name)) return 'counts';
    throw refused(path, OTHER_HDF5);
  }
  const foreign = foreignFormat(name, text);
  if (foreign) throw refused(path, foreign);
  if (text.startsWith('PK') && /\.keras$/i.test(name)) return 'keras';
  if (text.startsWith('\x1f\x8b') && /\.(csv|tsv|txt)\.gz$/i.test(name)) return 'table';
  const damaged = likeness(start);
  if (damaged) throw refused(path, damaged);
  if (/^(\xef\xbb\xbf)?\s*[{[]/.test(text)) {
    // These names are at the beginning of every model.json.
    if (/^model.*\.json$/i.test(name) || /"(format|modelTopology|weightsManifest)"/.test(text)) return 'json';
    throw refused(path, {
      what: 'JSON that is not the model.json of TensorFlow.js',
      remedy: 'drop the model.json, or a vector under “Concept”',
    });
  }
  if (isOnnx(start)) return 'onnx';
  if (/\.(csv|tsv)$/i.test(name)) return 'table';
  // Prose has no header with separators; lists of features have one name per line.
  if (/\.txt$/i.test(name) && (isNameList(name) || hasColumns(text))) return 'table';
  if (/\.(bin|data|weights|onnx_data|onnx\.data)$/i.test(name)) return 'weights';
  const [, ending] = /\.(onnx|keras|h5ad|npy|png|jpe?g|webp|json)$/i.exec(name) ?? [];
  if (ending === undefined) {
    throw refused(path, { what: 'of another format', remedy: 'check that it is the right file' });
  }
  throw refused(path, {
    what: `not a .${ending.toLowerCase()} file, although its name says so`,
    remedy: 'copy or save it again',
  });
}

function refused(path: string, { what, remedy }: { readonly what: string; readonly remedy: string }): Error {
  return invalidFile(`${path}: expected ${ACCEPTED}; this is ${what}; ${remedy}.`);
}

/** An ONNX file begins with its version (field 1), a small number; then come the fields 2 to 8. */
function isOnnx([field = 0, version = 0, next = 0]: Uint8Array): boolean {
  return field === 0x08 && version > 1 && version < 30 && [0x12, 0x1a, 0x22, 0x3a, 0x42].includes(next);
}

/** Whether the first two lines have the same number of cells, more than one. */
function hasColumns(text: string): boolean {
  const [first = 0, second = 0] = text.split(/\r?\n/).map((line) => line.split(/[,;\t]/).length);
  return first > 1 && first === second;
}

/** Whether a text file lists names of features, by its name. */
export const isNameList = (name: string) => /^(genes|features|names|columns)\.txt$/i.test(name);

const isPicture = (text: string) =>
  /^(\x89PNG\r\n|\xff\xd8\xff|GIF8|BM)/.test(text) ||
  /^P[56]\s/.test(text) ||
  (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) ||
  text.startsWith('ftypavif', 4);
