import { loadKerasModel } from '@csm/models';
import type { DroppedFile } from '../files/dropped-file.js';
import { bytesOf } from '../files/kind-of-file.js';
import type { SortedFiles } from '../files/sorted-files.js';
import type { ModelFile } from './model-file.js';
import { onnxModelFile } from './onnx-model-file.js';
import { layersModelFile, tfjsModelFile } from './tfjs-model-file.js';

/** The files of models among those that were dropped, the latest last. */
export const modelFilesIn = ({ byKind }: SortedFiles, order: readonly DroppedFile[]): DroppedFile[] =>
  [...byKind.onnx, ...byKind.keras, ...byKind.json].sort((a, b) => order.indexOf(a) - order.indexOf(b));

/** Reads one of them. */
export async function readModelFile(
  { byKind }: SortedFiles,
  file: DroppedFile,
  signal: AbortSignal,
): Promise<ModelFile> {
  if (byKind.onnx.includes(file)) return onnxModelFile(file, byKind.weights, signal);
  if (byKind.json.includes(file)) return tfjsModelFile(file, byKind.weights);
  const archive = new File([await bytesOf(file.path, file.file)], file.path);
  return layersModelFile(file.path, 'Keras', await loadKerasModel(archive));
}
