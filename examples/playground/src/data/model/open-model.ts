import { size } from '@csm/base';
import type { Decoder, Encoder, EncoderOptions, ImageLayout } from '@csm/core';
import type { Choices, NormalisationName } from '../choices.js';
import type { DroppedFile } from '../files/dropped-file.js';
import type { SortedFiles } from '../files/sorted-files.js';
import type { MeasuredModel, ModelFile } from './model-file.js';
import { NORMALISATIONS } from './normalisation.js';
import { modelFilesIn, readModelFile } from './read-model-files.js';
import { expands, roles } from './roles.js';

/** The encoder and the decoder among the files that were dropped; at least one of them. */
export interface OpenedModel {
  readonly encoder?: OpenedEncoder;
  readonly decoder?: Decoder;
  /** The numbers that the decoder takes. */
  readonly decoderSize?: number;
  /** Paths of the files that are used. */
  readonly paths: readonly string[];
  /** What was found, one line per model. */
  readonly lines: readonly string[];
  readonly notes: readonly string[];
  /** Frees the models. Encoders and decoders of them are freed before. */
  dispose(): void;
}

export interface OpenedEncoder {
  readonly path: string;
  readonly inputShape: readonly number[];
  readonly layout: ImageLayout | undefined;
  make(normalise: NormalisationName): Promise<Encoder>;
}

/** Opens the latest encoder and the decoder that fits it; undefined without models. @throws if a model cannot be opened. */
export async function openModel(
  sorted: SortedFiles,
  order: readonly DroppedFile[],
  choices: Choices,
  signal: AbortSignal,
): Promise<OpenedModel | undefined> {
  const files = modelFilesIn(sorted, order).slice(-4);
  if (files.length === 0) return undefined;
  const measured: MeasuredModel[] = [];
  try {
    for (const file of files) {
      signal.throwIfAborted();
      measured.push(await measure(await readModelFile(sorted, file, signal), choices));
    }
    const { encoder, decoder } = roles(measured);
    const unclear = measured.find((each) => each.ambiguous !== undefined && each !== decoder);
    if (unclear) throw unclear.ambiguous;
    const unused = measured.filter((each) => each !== encoder && each !== decoder);
    for (const { model } of unused) model.dispose();
    const model = await opened(encoder, decoder, choices, sorted);
    // A decoder of other sizes may fit the next encoder; an earlier encoder is replaced.
    const others = unused.filter(expands);
    return {
      ...model,
      paths: [...model.paths, ...others.map((each) => each.model.path)],
      lines: [...model.lines, ...others.map((each) => notUsed(each, encoder))],
    };
  } catch (error) {
    for (const { model } of measured) model.dispose();
    throw error;
  }
}

/** Why a decoder is not used. */
function notUsed({ model, inputShape }: MeasuredModel, encoder: MeasuredModel | undefined): string {
  const latents = encoder ? `the encoder has ${encoder.outputSize}` : 'the encoder is missing';
  return `${model.path} is not used: it decodes ${size(inputShape)} latent dimensions, and ${latents}`;
}

async function measure(model: ModelFile, choices: Choices): Promise<MeasuredModel> {
  const plain: EncoderOptions = choices.output === '' ? {} : { output: choices.output };
  const open = async (options: EncoderOptions): Promise<MeasuredModel> => {
    const encoder = await model.encoder(options);
    const { inputShape, layout, latentSize } = encoder;
    await encoder.dispose?.();
    return { model, inputShape, layout, outputSize: latentSize, options };
  };
  // Pictures of a decoder and latents with several axes need the option `latent`.
  const withAxes = (options: EncoderOptions) =>
    open(options).catch((error: unknown) =>
      open({ ...options, latent: choices.latent }).catch(() => {
        throw error;
      }),
    );
  try {
    return await withAxes(plain);
  } catch (ambiguous) {
    const [first, ...others] = model.outputs ?? [];
    const decoder = others.length > 0 ? await withAxes({ output: first }).catch(() => undefined) : undefined;
    if (decoder) return { ...decoder, ambiguous };
    model.dispose();
    throw ambiguous;
  }
}

async function opened(
  encoding: MeasuredModel | undefined,
  decoding: MeasuredModel | undefined,
  choices: Choices,
  { byKind }: SortedFiles,
): Promise<OpenedModel> {
  const used = [encoding, decoding].flatMap((each) => each?.model ?? []);
  const decoder = await decoding?.model.decoder(decoding.ambiguous ? decoding.model.outputs?.[0] : undefined);
  return {
    ...(encoding && { encoder: openedEncoder(encoding) }),
    ...(decoder && { decoder, decoderSize: size(decoding!.inputShape) }),
    paths: [...used.map(({ path }) => path), ...byKind.weights.map(({ path }) => path)],
    lines: [
      ...(encoding
        ? [
            `${encoding.model.path}: encoder (${encoding.model.format}) from [${encoding.inputShape}] to ${encoding.outputSize} latent dimensions`,
          ]
        : []),
      ...(decoding
        ? [
            `${decoding.model.path}: decoder (${decoding.model.format}) of ${size(decoding.inputShape)} latent dimensions`,
          ]
        : []),
    ],
    notes: encoding?.options.latent === undefined ? [] : [LATENT_NOTES[choices.latent]],
    dispose() {
      for (const model of used) model.dispose();
    },
  };
}

function openedEncoder({ model, inputShape, layout, options }: MeasuredModel): OpenedEncoder {
  return {
    path: model.path,
    inputShape,
    layout,
    make: (name) => {
      const normalise = inputShape.length === 3 ? NORMALISATIONS[name] : undefined;
      return model.encoder({ ...options, ...(normalise && { normalise }) });
    },
  };
}

const LATENT_NOTES: Readonly<Record<Choices['latent'], string>> = {
  flatten:
    'The latent has several axes; each of its numbers is a latent dimension. Or choose the mean or maximum of the places.',
  mean: 'The latent has several axes; the mean over the places is used.',
  max: 'The latent has several axes; the maximum over the places is used.',
};
