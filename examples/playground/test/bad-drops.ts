import { readFileSync } from 'node:fs';
import { syntheticFaces } from '@csm/datasets';
import { encode } from 'fast-png';
import ndarray from 'ndarray';
import { npyOf } from '../src/take-away/program/npy.js';

/** A file as a page gets it. */
export interface TestFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const text = (name: string, content: string): TestFile => ({
  name,
  bytes: new TextEncoder().encode(content),
});
const bytes = (name: string, ...values: number[]): TestFile => ({ name, bytes: Uint8Array.from(values) });
const read = (path: string) => new Uint8Array(readFileSync(new URL(`../../onnx/${path}`, import.meta.url)));

/** The VAE that PyTorch exported; its encoder takes pictures [3, 32, 32]. */
export const encoder: TestFile = { name: 'encoder.onnx', bytes: read('encoder.onnx') };
export const decoder: TestFile = { name: 'decoder.onnx', bytes: read('decoder.onnx') };

/** Drawn faces as PNG, and a table of their attributes. */
export function facePictures(count: number): { pictures: readonly TestFile[]; table: TestFile } {
  const { images, attributes, attributeNames } = syntheticFaces({ count, size: 32, seed: 7 });
  const pictures = Array.from({ length: count }, (_, face) => {
    const data = Uint8Array.from(images.data.slice(face * 3072, (face + 1) * 3072), (value) =>
      Math.round(255 * value),
    );
    return { name: `face-${face}.png`, bytes: encode({ width: 32, height: 32, channels: 3, data }) };
  });
  const rows = pictures.map(({ name }, face) =>
    [name, ...attributeNames.map((_, column) => attributes.get(face, column))].join(','),
  );
  return { pictures, table: text('attributes.csv', [`file,${attributeNames}`, ...rows].join('\n')) };
}

/** A `.npy` file of float32. */
function npy(name: string, shape: readonly number[], values: Float32Array): TestFile {
  return { name, bytes: npyOf(ndarray(values, [...shape])) };
}

const [picture] = facePictures(1).pictures;

/** Files that cannot be used, each with words of the sentence that the page shows. The page has the encoder of pictures and some pictures. */
export const badDrops: readonly (readonly [what: string, files: readonly TestFile[], says: RegExp])[] = [
  [
    'an HTML page as a model',
    [text('model.onnx', '<!doctype html><title>404</title>')],
    /HTML page.*download/,
  ],
  ['an HTML page as a picture', [text('face.png', '<html><body>Not found</body></html>')], /HTML page/],
  ['an HTML page as a table', [text('labels.csv', '<!DOCTYPE html>\n<p>a,b</p>')], /HTML page/],
  ['a truncated ONNX file', [{ name: 'cut.onnx', bytes: encoder.bytes.slice(0, 9000) }], /cut\.onnx/],
  ['random bytes as ONNX', [bytes('noise.onnx', 200, 3, 77, 9, 250, 1, 1, 2)], /not a \.onnx file/],
  ['an ONNX file of zeros', [{ name: 'zeros.onnx', bytes: new Uint8Array(5000) }], /not a \.onnx file/],
  ['an empty file', [bytes('empty.onnx')], /empty file/],
  ['an empty picture', [bytes('empty.png')], /empty file/],
  [
    'a Git LFS pointer',
    [text('encoder.onnx', 'version https://git-lfs.github.com/spec/v1\noid sha256:1')],
    /Git LFS/,
  ],
  ['a zip archive', [bytes('faces.zip', 0x50, 0x4b, 3, 4, 20, 0, 0, 0)], /zip archive.*unpack/],
  ['a damaged .keras archive', [bytes('model.keras', 0x50, 0x4b, 3, 4, 20, 0, 0, 0)], /model\.keras/],
  ['text as .keras', [text('model.keras', 'hello')], /not a \.keras file/],
  ['a PyTorch pickle', [bytes('weights.pt', 0x80, 2, 0x7d, 0x71)], /PyTorch.*torch\.onnx\.export/],
  ['safetensors', [bytes('w.safetensors', 8, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x22)], /safetensors/],
  ['a TensorFlow Lite model', [text('m.tflite', '\x1c\0\0\0TFL3')], /TensorFlow Lite/],
  ['a SavedModel', [bytes('saved_model.pb', 8, 1, 0x12, 4)], /SavedModel/],
  ['a pickle', [bytes('model.pkl', 0x80, 4, 1)], /PyTorch|pickled/],
  [
    'a Keras 2 file',
    [bytes('model.h5', 0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a)],
    /HDF5.*model\.keras/,
  ],
  [
    'a damaged .h5ad',
    [bytes('cells.h5ad', 0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 0)],
    /cells\.h5ad/,
  ],
  ['text as .h5ad', [text('cells.h5ad', 'cells')], /not a \.h5ad file/],
  [
    'model.json without weights',
    [text('model.json', '{"modelTopology":{},"weightsManifest":[{"paths":["w.bin"],"weights":[]}]}')],
    /w\.bin.*drop it as well/,
  ],
  [
    'model.json that is cut off',
    [text('model.json', '{"format":"layers-model","modelTop')],
    /damaged or cut off/,
  ],
  ['other JSON', [text('data.json', '{"a":1}')], /JSON that is not the model\.json/],
  [
    'a .npy of another shape',
    [npy('wide.npy', [4, 3, 16, 16], new Float32Array(4 * 768))],
    /wide\.npy.*\[3,16,16\]/,
  ],
  [
    'a .npy with axes in another order',
    [npy('last.npy', [2, 32, 32, 3], new Float32Array(2 * 3072))],
    /transpose/,
  ],
  [
    'a .npy with NaN',
    [npy('nan.npy', [1, 3, 32, 32], new Float32Array(3072).fill(Number.NaN))],
    /finite numbers.*NaN/,
  ],
  [
    'a .npy that is cut off',
    [{ name: 'cut.npy', bytes: npy('', [9, 3, 32, 32], new Float32Array(9)).bytes }],
    /cut\.npy/,
  ],
  [
    'no pictures but prose',
    [text('notes.txt', 'Dear diary'), text('more.md', '# Notes')],
    /notes\.txt.*another format/,
  ],
  ['a PDF', [text('paper.pdf', '%PDF-1.7')], /PDF/],
  ['a TIFF picture', [bytes('slide.tif', 0x49, 0x49, 0x2a, 0)], /TIFF.*PNG/],
  ['a film', [bytes('film.mp4', 0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70, 0x69, 0x73, 0x6f, 0x6d)], /film/],
  ['a workbook of Excel', [text('t.xlsx', `PK\x03\x04${'\0'.repeat(26)}[Content_Types].xml`)], /Excel.*CSV/],
  ['a truncated picture, left out', [{ name: 'cut.png', bytes: picture!.bytes.slice(0, 300) }], /cut\.png/],
];
