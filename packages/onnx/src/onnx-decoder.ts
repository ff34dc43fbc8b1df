import {
  checkOptions,
  checkWatchers,
  invalidArgument,
  modelDisposed,
  shown,
  size,
  unsupportedModel,
} from '@csm/base';
import { checkEncoderOptions, encoderOfGraph, subgraph, type TfjsDecoder } from '@csm/core/extend';
import { dispose, reshape, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import type { OnnxModel } from './model/onnx-model.js';
import type { OnnxSource } from './model/onnx-source.js';
import { readModel } from './model/read-model.js';
import { type OnnxReadingOptions, READING_OPTION_NAMES } from './model/reading-options.js';
import { graphOfModel } from './read/graph-of-model.js';
import { sampleShape } from './read/inputs/model-inputs.js';
import { outputNames } from './read/output-names.js';

/** Options of {@link onnxDecoder}. */
export interface OnnxDecoderOptions extends OnnxReadingOptions {
  /** Name of the output with the decoded inputs. Default: the model's only output. */
  readonly output?: string | undefined;
  /** Shape of one latent, for a model that leaves dimensions free. */
  readonly inputShape?: readonly number[] | undefined;
  /** The values of other inputs, the same for all samples: a number, or an ndarray of the shape of one sample. */
  readonly given?: Readonly<Record<string, number | NdArray>> | undefined;
}

/** A decoder that was read from an ONNX file; it owns its weights. */
export interface OnnxDecoder extends TfjsDecoder {
  /** Frees the weights; the decoder cannot be used afterwards. */
  dispose(): void;
}

/**
 * Makes a `Decoder` of an ONNX model from latents to inputs. What it returns has the model's own order of axes (for PyTorch
 * `[n, channels, height, width]`). Latents with several axes, such as `[4, 8, 8]`, are passed as `[n, 256]`, in the order in which
 * `onnxEncoder` with `latent: 'flatten'` returns them.
 *
 * @param model the file's bytes, its URL, or what `onnxFile` of `@csm/onnx/node` returns; it is not changed.
 * @returns the decoder, whose `dispose` frees the weights.
 * @throws if the file is not a model, or damaged; if it has several outputs and none is named; if the output depends on operators that are
 *   not supported.
 * @category Encoders and decoders
 */
export async function onnxDecoder(model: OnnxSource, options: OnnxDecoderOptions = {}): Promise<OnnxDecoder> {
  checkOptions<OnnxDecoderOptions>('onnxDecoder', options, {
    output: true,
    inputShape: true,
    given: true,
    ...READING_OPTION_NAMES,
  });
  checkWatchers('onnxDecoder', options);
  checkEncoderOptions('onnxDecoder', { inputShape: options.inputShape, given: options.given });
  if (options.output !== undefined && typeof options.output !== 'string') {
    throw invalidArgument(`onnxDecoder: output must be the name of an output; got ${shown(options.output)}.`);
  }
  const read = await readModel('onnxDecoder', model, options);
  const output = options.output ?? onlyOutput(read);
  const graph = await graphOfModel('onnxDecoder', read, { ...options, wanted: [output] });
  let disposed = false;
  try {
    const [perSample] = Object.entries(graph.givenPerSample);
    if (perSample !== undefined) {
      const [name, { shape }] = perSample;
      throw invalidArgument(
        `onnxDecoder: given "${name}" must have the shape of one sample, because it is the same for all; got [${shape}].`,
      );
    }
    const [latent, ...others] = graph.inputs;
    if (latent === undefined || others.length > 0) {
      const names = graph.inputs.map(({ name }) => `"${name}"`).join(', ');
      throw unsupportedModel(
        `onnxDecoder: expected one input that is not given, the latents; the output depends on ${names || 'none'}; ` +
          `${latent ? 'pass the others as { given }, the same for all samples' : 'name an output that depends on the latents with { output }'}.`,
      );
    }
    if (!latent.type.includes('float')) {
      throw unsupportedModel(
        `onnxDecoder: expected latents that are floats; the input "${latent.name}" holds whole numbers or truth values (${latent.type}); ` +
          'export the decoder from the tensor behind them on, such as the embedding of codes.',
      );
    }
    const id = graph.walked.named.find(({ name }) => name === output)?.id ?? 0;
    const run = encoderOfGraph(subgraph('onnxDecoder', graph.walked, id));
    const shape = sampleShape(latent);
    return {
      ...(run.graph && { graph: run.graph }),
      decode(latents: Tensor2D) {
        if (disposed) throw modelDisposed('decode');
        if (latents.rank !== 2 || latents.shape[1] !== size(shape)) {
          throw invalidArgument(
            `decode: expected latents of shape [batch,${size(shape)}]; got [${latents.shape}].`,
          );
        }
        return tidy(() => run.encode(reshape(latents, [latents.shape[0], ...shape])));
      },
      dispose() {
        if (!disposed) dispose(graph.weights);
        disposed = true;
      },
    };
  } catch (error) {
    dispose(graph.weights);
    throw error;
  }
}

function onlyOutput(model: OnnxModel): string {
  const names = outputNames('onnxDecoder', model, ['output', (name) => `'${name}'`]);
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  const shown = names.map((name) => `"${name}"`).join(', ');
  throw unsupportedModel(
    `onnxDecoder: expected a model with one output; it has ${shown}; name one: onnxDecoder(model, { output: '${only}' }).`,
  );
}
