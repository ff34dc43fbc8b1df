import { invalidFile } from '@csm/base';
import { onnxDecoder, onnxEncoder } from '@csm/onnx';
import { type DroppedFile, nameOf } from '../files/dropped-file.js';
import { bytesOf } from '../files/kind-of-file.js';
import type { ModelFile } from './model-file.js';

/** An ONNX model, with the files of external data that were dropped with it. */
export async function onnxModelFile(
  { path, file }: DroppedFile,
  weights: readonly DroppedFile[],
  signal: AbortSignal,
): Promise<ModelFile> {
  const source = {
    bytes: await bytesOf(path, file),
    name: path,
    async external(location: string, { offset, length }: { offset: number; length: number }) {
      const found = weights.find((each) => nameOf(each.path) === nameOf(location));
      if (found === undefined) {
        throw invalidFile(
          `${path}: expected the file of weights that it names, ${location}; it is not here; drop it as well.`,
        );
      }
      return new Uint8Array(await bytesOf(found.path, found.file.slice(offset, offset + length)));
    },
  };
  return {
    path,
    format: 'ONNX',
    encoder: (options) => onnxEncoder(source, { ...options, signal }),
    decoder: (output) => onnxDecoder(source, { output, signal }),
    dispose() {},
  };
}
