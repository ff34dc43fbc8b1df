import {
  type Decoder,
  type Encoder,
  type EncoderOptions,
  graphEncoder,
  layersDecoder,
  layersEncoder,
} from '@csm/core';
import { disposeVae, type Vae } from '@csm/models';
import { loadGraphModelFromDisk, loadLayersModelFromDisk, loadVae } from '@csm/models/node';
import { onnxEncoder } from '@csm/onnx';
import { type ModelFiles, modelFiles } from './model-files.js';
import type { ModelKind } from './model-kind.js';
import { trackedOnnxFile } from './tracked-onnx-file.js';

/** A model that was read into TensorFlow.js. */
export interface ReadEncoder {
  readonly encoder: Encoder;
  readonly decoder?: Decoder | undefined;
  readonly files: ModelFiles;
  /** Frees the weights. */
  dispose(): void;
}

/** Reads an encoder. */
export async function readEncoder(
  model: ModelKind,
  options: EncoderOptions,
  signal: AbortSignal,
  onWarning: (message: string) => void,
): Promise<ReadEncoder> {
  if (model.kind === 'onnx') return readOnnx(model, options, signal);
  if (model.kind === 'vae') {
    const vae = await loadVae(model.path, { onWarning });
    return disposedOnError(
      () => disposeVae(vae),
      async () => ({
        encoder: layersEncoder(vae.encoder, options),
        decoder: decoderOf(vae),
        files: await modelFiles(model),
      }),
    );
  }
  if (model.kind === 'graph') {
    const graph = await loadGraphModelFromDisk(model.path);
    return disposedOnError(
      () => graph.dispose(),
      async () => ({
        encoder: graphEncoder(graph, options),
        files: await modelFiles(model),
      }),
    );
  }
  const layers = await loadLayersModelFromDisk(model.path);
  return disposedOnError(
    () => layers.dispose(),
    async () => ({
      encoder: layersEncoder(layers, options),
      files: await modelFiles(model),
    }),
  );
}

/** The decoder of pictures or of mean counts. Undefined if it also takes a batch, because it has then no single answer. */
function decoderOf({ decoder }: Vae): Decoder | undefined {
  if (decoder.inputs.length > 1) return undefined;
  const [first = '', ...others] = decoder.outputNames;
  return others.length === 0 ? layersDecoder(decoder) : layersDecoder(decoder, { output: first });
}

async function readOnnx(
  model: ModelKind,
  options: EncoderOptions,
  signal: AbortSignal,
): Promise<ReadEncoder> {
  const { file, external } = await trackedOnnxFile(model.path, signal);
  const encoder = await onnxEncoder(file, { ...options, signal });
  return disposedOnError(
    () => encoder.dispose(),
    async () => ({
      encoder,
      files: await modelFiles(model, external),
    }),
  );
}

/** Makes an encoder of a model; frees the model if that fails. */
async function disposedOnError(
  dispose: () => void,
  make: () => Promise<Omit<ReadEncoder, 'dispose'>>,
): Promise<ReadEncoder> {
  try {
    return { ...(await make()), dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}
