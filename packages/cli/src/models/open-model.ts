import '@csm/wasm';
import '@tensorflow/tfjs-backend-cpu';
import type { Decoder, Encoder } from '@csm/core';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import type { InputsFor } from '../inputs/inputs-for.js';
import type { CommandRun } from '../terminal/command-run.js';
import { withFile } from '../terminal/in-flags.js';
import { usageError } from '../terminal/usage-error.js';
import { encoderOptionsOf } from './encoder-options.js';
import { inEngine } from './engine.js';
import { type ModelFiles, modelHash } from './model-files.js';
import { type ModelInputs, readModelInputs } from './model-inputs.js';
import { type ModelKind, modelKind } from './model-kind.js';
import type { ModelOptions } from './model-options.js';
import type { OpenedModel } from './opened-model.js';
import { readDecoder } from './read-decoder.js';
import { readEncoder } from './read-encoder.js';

const FORMATS: Readonly<Record<ModelKind['kind'], OpenedModel['format']>> = {
  onnx: 'ONNX',
  keras: 'Keras',
  layers: 'TensorFlow.js layers model',
  graph: 'TensorFlow.js graph model',
  vae: 'VAE of @csm/models',
};

/**
 * Opens the model of a command.
 * @param path an `.onnx` file; a `.keras` file; `model.json` of TensorFlow.js or its folder; or a folder that `csm train` or `saveVae`
 *   wrote.
 * @param threads of ONNX Runtime. Default: its choice.
 * @returns the model; the caller disposes it.
 */
export async function openModel(
  path: string,
  options: ModelOptions,
  run: CommandRun,
  { threads }: { readonly threads?: number | undefined } = {},
): Promise<OpenedModel> {
  const encoderOptions = encoderOptionsOf(options);
  if (options.decoderOutput !== undefined && options.decoder === undefined) {
    throw usageError('--decoder-output needs --decoder, the file of the decoder.');
  }
  const kind = await modelKind(path);
  const decoderKind = options.decoder === undefined ? undefined : await modelKind(options.decoder);
  // Otherwise TensorFlow.js advertises tfjs-node.
  enableProdMode();
  await setBackend(options.engine === 'cpu' ? 'cpu' : 'wasm');
  const cleanup: (() => void | Promise<void>)[] = [];
  const dispose = async () => {
    for (const each of cleanup.splice(0).reverse()) await each();
  };
  try {
    const read = await withFile(path, () => readEncoder(kind, encoderOptions, run.signal, run.warn));
    cleanup.push(read.dispose);
    let decoder: Decoder | undefined = read.decoder;
    let decoderFiles: ModelFiles | undefined;
    if (decoderKind) {
      const separate = await withFile(decoderKind.path, () =>
        readDecoder(decoderKind, options.decoderOutput, run.signal),
      );
      cleanup.push(separate.dispose);
      decoder = separate.decoder;
      decoderFiles = separate.files;
    }
    const placed = await withFile(path, () => inEngine(read.encoder, decoder, options.engine, run, threads));
    cleanup.push(placed.dispose);
    return {
      encoder: placed.encoder,
      inputs: { ...inputsOf(placed.encoder), ...(await trainedInputs(kind, placed.encoder, options)) },
      decoder: placed.decoder,
      format: FORMATS[kind.kind],
      path,
      engine: placed.engine,
      sha256: modelHash(read.files),
      files: read.files,
      ...(decoderFiles && { decoderFiles, decoderSha256: modelHash(decoderFiles) }),
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

const inputsOf = ({ inputShape, layout }: Encoder): InputsFor => ({ inputShape, ...(layout && { layout }) });

/** The features and values that a model was trained on, as far as they are those of the encoder's inputs. */
async function trainedInputs(
  kind: ModelKind,
  { inputShape }: Encoder,
  { input }: ModelOptions,
): Promise<ModelInputs> {
  const { features, counts } = await readModelInputs(kind);
  return {
    ...(features && `${inputShape}` === `${features.length}` && { features }),
    // An encoder that starts after its logarithm takes logarithms.
    ...(input === undefined
      ? { counts }
      : input === 'log1p' && counts === 'raw' && { counts: 'log1p' as const }),
  };
}
