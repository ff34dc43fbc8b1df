import { type Decoder, graphDecoder, layersDecoder } from '@csm/core';
import { disposeVae } from '@csm/models';
import { loadGraphModelFromDisk, loadLayersModelFromDisk, loadVae } from '@csm/models/node';
import { onnxDecoder } from '@csm/onnx';
import { type ModelFiles, modelFiles } from './model-files.js';
import type { ModelKind } from './model-kind.js';
import { trackedOnnxFile } from './tracked-onnx-file.js';

/** A decoder that was read into TensorFlow.js. */
export interface ReadDecoder {
  readonly decoder: Decoder;
  readonly files: ModelFiles;
  /** Frees the weights. */
  dispose(): void;
}

/** Reads a decoder. @param output its output with the decoded inputs, if the model has several. */
export async function readDecoder(
  model: ModelKind,
  output: string | undefined,
  signal: AbortSignal,
): Promise<ReadDecoder> {
  const { kind, path } = model;
  if (kind === 'onnx') {
    const { file, external } = await trackedOnnxFile(path, signal);
    const decoder = await onnxDecoder(file, { output, signal });
    return made(
      async () => ({ decoder, files: await modelFiles(model, external) }),
      () => decoder.dispose(),
    );
  }
  if (kind === 'vae') {
    const vae = await loadVae(path);
    return made(
      async () => ({ decoder: layersDecoder(vae.decoder, { output }), files: await modelFiles(model) }),
      () => disposeVae(vae),
    );
  }
  if (kind === 'graph') {
    const graph = await loadGraphModelFromDisk(path);
    return made(
      async () => ({ decoder: graphDecoder(graph, { output }), files: await modelFiles(model) }),
      () => graph.dispose(),
    );
  }
  const layers = await loadLayersModelFromDisk(path);
  return made(
    async () => ({ decoder: layersDecoder(layers, { output }), files: await modelFiles(model) }),
    () => layers.dispose(),
  );
}

/** Makes the decoder; frees the model if that fails. */
async function made(
  make: () => Promise<Omit<ReadDecoder, 'dispose'>>,
  dispose: () => void,
): Promise<ReadDecoder> {
  try {
    return { ...(await make()), dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}
