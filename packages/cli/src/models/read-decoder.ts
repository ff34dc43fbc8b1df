import { type Decoder, graphDecoder, layersDecoder } from '@csm/core';
import { disposeVae } from '@csm/models';
import { loadGraphModelFromDisk, loadLayersModelFromDisk, loadVae } from '@csm/models/node';
import { onnxDecoder } from '@csm/onnx';
import { onnxFile } from '@csm/onnx/node';
import type { ModelKind } from './model-kind.js';

/** A decoder that was read into TensorFlow.js. */
export interface ReadDecoder {
  readonly decoder: Decoder;
  /** Frees the weights. */
  dispose(): void;
}

/** Reads a decoder. @param output its output with the decoded inputs, if the model has several. */
export async function readDecoder(
  { kind, path }: ModelKind,
  output: string | undefined,
  signal: AbortSignal,
): Promise<ReadDecoder> {
  if (kind === 'onnx') {
    const decoder = await onnxDecoder(await onnxFile(path, { signal }), { output, signal });
    return { decoder, dispose: () => decoder.dispose() };
  }
  if (kind === 'vae') {
    const vae = await loadVae(path);
    return made(
      () => layersDecoder(vae.decoder, { output }),
      () => disposeVae(vae),
    );
  }
  if (kind === 'graph') {
    const model = await loadGraphModelFromDisk(path);
    return made(
      () => graphDecoder(model, { output }),
      () => model.dispose(),
    );
  }
  const model = await loadLayersModelFromDisk(path);
  return made(
    () => layersDecoder(model, { output }),
    () => model.dispose(),
  );
}

/** Makes the decoder; frees the model if that fails. */
function made(make: () => Decoder, dispose: () => void): ReadDecoder {
  try {
    return { decoder: make(), dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}
