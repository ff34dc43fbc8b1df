import type { Progress } from '@csm/base';
import type { NdArray } from 'ndarray';
import type { DownloadProgress } from '../model/reading-options.js';
import type { RuntimeSession } from '../runtime/runtime-options.js';
import type { TextTokenizer } from './text-tokenizer.js';

/** Options of `openTextEncoder`. */
export interface TextEncoderOptions {
  /** The tokenizer with which the model was trained, such as `await readTokenizer(json, config)`. */
  readonly tokenizer: TextTokenizer;
  /**
   * The number of tokens per text, padding included. Default: the length that the model's input has; if it is free, the tokenizer's
   * `contextLength`.
   */
  readonly contextLength?: number | undefined;
  /** The id that fills the rest of the context. Default: the tokenizer's. */
  readonly padId?: number | undefined;
  /** The name of the embeddings `[n, latentSize]`. Default: `text_embeds`, or the model's only output. */
  readonly output?: string | undefined;
  /** The name of the token ids `[n, contextLength]`. Default: `input_ids`, or the only input that is needed. */
  readonly input?: string | undefined;
  /**
   * The session of ONNX Runtime in which the model runs (the optional peer onnxruntime-node or onnxruntime-web), such as `'cpu'`. Default:
   * none; the model runs in TensorFlow.js, on the current backend.
   */
  readonly session?: RuntimeSession | undefined;
  /** Stops the download and the reading. */
  readonly signal?: AbortSignal | undefined;
  /** For a URL: as in `onnxEncoder`. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

/** Options of `embed`. */
export interface EmbedOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch of texts. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Something that embeds texts in the space of an image encoder: `openTextEncoder` makes one, and so does a function of yours. */
export interface TextEmbedder {
  /** @returns the embeddings, `[n, latentSize]`; they need not have unit length. */
  embed(texts: readonly string[], options?: EmbedOptions): Promise<NdArray>;
}

/** The text encoder of a pair such as CLIP's. */
export interface OnnxTextEncoder extends TextEmbedder {
  /** The number of tokens per text, the start, end and padding included. */
  readonly contextLength: number;
  /**
   * Embeds texts, as the model gives the embeddings: not of unit length, unless the model divides by the length.
   * @throws before any work if a text is empty, has more tokens than the context, or has a part that the tokenizer does not know.
   */
  embed(texts: readonly string[], options?: EmbedOptions): Promise<NdArray<Float32Array>>;
  /** Frees the model; afterwards the encoder cannot be used. */
  dispose(): Promise<void>;
}
