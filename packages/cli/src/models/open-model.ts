import '@csm/wasm';
import '@tensorflow/tfjs-backend-cpu';
import { unsupportedModel } from '@csm/base';
import type { EncoderOptions } from '@csm/core';
import { onnxEncoder } from '@csm/onnx';
import { onnxFile } from '@csm/onnx/node';
import { setBackend, version_core } from '@tensorflow/tfjs-core';
import type { CommandRun } from '../terminal/command-run.js';
import type { ModelOptions } from './model-options.js';
import { normalisationOf } from './normalisation.js';
import type { OpenedModel } from './opened-model.js';

/**
 * Opens the model of a command.
 * @param path an `.onnx` file; a `.keras` file; `model.json` of TensorFlow.js or its folder; or a folder that `saveVae` wrote.
 * @returns the model; the caller disposes it.
 */
export async function openModel(path: string, options: ModelOptions, run: CommandRun): Promise<OpenedModel> {
  const encoderOptions = encoderOptionsOf(options);
  const backend = options.engine === 'cpu' ? 'cpu' : 'wasm';
  await setBackend(backend);
  if (path.endsWith('.onnx')) {
    const encoder = await onnxEncoder(await onnxFile(path), { ...encoderOptions, signal: run.signal });
    return {
      encoder,
      format: 'ONNX',
      path,
      engine: `TensorFlow.js ${version_core}, ${backend}`,
      dispose: async () => encoder.dispose(),
    };
  }
  throw unsupportedModel(`csm: ${path}: expected an .onnx file.`);
}

/** The options of the encoder that the command line gives. */
export function encoderOptionsOf(options: ModelOptions): EncoderOptions {
  const { normalise, layout, latentOutput, logVariance, latent, input } = options;
  return {
    ...(normalise !== undefined && { normalise: normalisationOf(normalise) }),
    ...{ layout, output: latentOutput, logVariance, latent, input },
  };
}
