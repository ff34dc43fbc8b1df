import { checkOptions, checkWatchers } from '@csm/base';
import type { LatentOutput, TfjsEncoder } from '@csm/core';
import {
  checkEncoderOptions,
  ENCODER_OPTION_NAMES,
  type EncoderOptions,
  encoderOfWalkedModel,
} from '@csm/core/extend';
import { dispose } from '@tensorflow/tfjs-core';
import type { OnnxModel } from './model/onnx-model.js';
import type { OnnxSource } from './model/onnx-source.js';
import { readModel } from './model/read-model.js';
import { type OnnxReadingOptions, READING_OPTION_NAMES } from './model/reading-options.js';
import { graphOfModel } from './read/graph-of-model.js';
import { type ModelInput, sampleShape } from './read/inputs/model-inputs.js';
import { outputNames } from './read/output-names.js';

/** Options of {@link onnxEncoder}. */
export interface OnnxEncoderOptions extends EncoderOptions, OnnxReadingOptions {}

/** An encoder that was read from an ONNX file; it owns its weights. */
export interface OnnxEncoder extends TfjsEncoder {
  /** Frees the weights; the encoder and what was made from it cannot be used afterwards. */
  dispose(): void;
}

/**
 * Makes an `Encoder` of an ONNX model, such as an encoder that `torch.onnx.export` wrote. The model becomes a graph of operations that
 * TensorFlow.js runs, so every method, score and control works on it, on every backend.
 *
 * Inputs, latents and maps have the model's own order of axes (for PyTorch `[n, channels, height, width]`); images are channels last inside.
 * The batch may be free or fixed: the encoder takes batches of any size. Numbers are computed as float32, also those of float16,
 * bfloat16, float64 and quantised weights. The tensors of the file are copied to the backend that is current when the encoder is made.
 *
 * @param model the file's bytes, its URL, or what `onnxFile` of `@csm/onnx/node` returns; it is not changed.
 * @returns the encoder, whose `dispose` frees the weights.
 * @throws if the file is not a model, or damaged; if the latent is ambiguous or unknown; if the latent depends on operators that are not
 *   supported: the error lists all of them.
 * @category Encoders and decoders
 */
export async function onnxEncoder(model: OnnxSource, options: OnnxEncoderOptions = {}): Promise<OnnxEncoder> {
  checkOptions<OnnxEncoderOptions>('onnxEncoder', options, {
    ...ENCODER_OPTION_NAMES,
    ...READING_OPTION_NAMES,
  });
  const { signal, onProgress, ...encoderOptions } = options;
  checkEncoderOptions('onnxEncoder', encoderOptions);
  checkWatchers('onnxEncoder', options);
  const read = await readModel('onnxEncoder', model, { signal, onProgress });
  const wanted = wantedTensors(options, read);
  const { walked, weights, inputs, givenPerSample } = await graphOfModel('onnxEncoder', read, {
    ...encoderOptions,
    wanted,
    signal,
  });
  try {
    const { input: _input, inputShape: _inputShape, ...others } = encoderOptions;
    const layout = likelyLayout(inputs);
    const owned = { ...walked, dispose: () => dispose(weights), ...(layout && { layout }) };
    const encoder = encoderOfWalkedModel('onnxEncoder', owned, { ...others, given: givenPerSample });
    return {
      ...encoder,
      dispose() {
        encoder.dispose?.();
      },
    };
  } catch (error) {
    dispose(weights);
    throw error;
  }
}

/** Channels first, as PyTorch writes images, if a single input looks like it: `[3, 64, 64]`. */
function likelyLayout([input, ...others]: readonly ModelInput[]): 'channelsFirst' | undefined {
  if (input === undefined || others.length > 0) return undefined;
  const [channels = 0, height = 0, width = 0, ...more] = sampleShape(input);
  return more.length === 0 && channels <= 4 && height > 4 && width > 4 ? 'channelsFirst' : undefined;
}

/** The tensors that the options name; if they name no latent, it is one of the model's outputs. */
function wantedTensors(options: OnnxEncoderOptions, model: OnnxModel): string[] {
  const { output, logVariance, logStd, variance, std } = options;
  const nameOf = (each: LatentOutput | undefined) => (typeof each === 'string' ? each : each?.name);
  const latents = nameOf(output) ?? outputNames('onnxEncoder', model, ['output', (name) => `'${name}'`]);
  return [latents, ...[logVariance, logStd, variance, std].map((each) => nameOf(each) ?? [])].flat();
}
