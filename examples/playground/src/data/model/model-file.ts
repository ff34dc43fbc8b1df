import type { Decoder, Encoder, EncoderOptions, ImageLayout } from '@csm/core';

/** A model that was dropped: read, but neither an encoder nor a decoder yet. */
export interface ModelFile {
  /** Path of the file. */
  readonly path: string;
  readonly format: string;
  /** Names of its outputs, if they are known. */
  readonly outputs?: readonly string[];
  /** @throws sentences of `onnxEncoder` and its siblings. */
  encoder(options: EncoderOptions): Promise<Encoder>;
  decoder(output: string | undefined): Promise<Decoder>;
  /** Frees what the model owns; encoders and decoders free what they own themselves. */
  dispose(): void;
}

/** A model that was opened as if it were an encoder, to learn its sizes, by which encoders and decoders are told apart. */
export interface MeasuredModel {
  readonly model: ModelFile;
  readonly inputShape: readonly number[];
  readonly layout: ImageLayout | undefined;
  readonly outputSize: number;
  /** The options with which it opens as an encoder. */
  readonly options: EncoderOptions;
  /** Why it is no encoder: it has several outputs, of which a decoder's first is taken, but of which none is clearly a latent. */
  readonly ambiguous?: unknown;
}
