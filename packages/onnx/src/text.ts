import type { OnnxSource } from './model/onnx-source.js';
import { nodePeer } from './runtime/node-peer.js';
import { textEncoderWith } from './text/open-text-encoder.js';
import type { OnnxTextEncoder, TextEncoderOptions } from './text/text-encoder.js';

export { readTokenizer } from './text/read-tokenizer.js';
export { textConcept } from './text/text-concept.js';
export type { TextConceptOptions } from './text/text-concept-options.js';
export type { EmbedOptions, OnnxTextEncoder, TextEmbedder, TextEncoderOptions } from './text/text-encoder.js';
export type { TextTokenizer } from './text/text-tokenizer.js';

/**
 * Opens the text encoder of a pair such as CLIP's or SigLIP's: an ONNX model that computes embeddings `[n, latentSize]` from token ids
 * `[n, contextLength]`. `textConcept` makes concept vectors with it, for the image encoder of the same pair (`onnxEncoder`).
 *
 * The tokens of a text are padded to the context length; a text with more tokens is rejected, not cut off. Inputs named `attention_mask`,
 * `position_ids` and `token_type_ids` are filled in. A model of both encoders in one file may be passed, if its text embeddings do not
 * depend on the images.
 *
 * @param model the file's bytes, its URL, or what `onnxFile` of `@csm/onnx/node` returns; it is not changed.
 * @throws before any work if an option is invalid; if the file is not a model; if the inputs or the output are not clear; with `session`, if
 *   the package is not available or ONNX Runtime rejects the model, for example because its weights are in other files.
 * @category Encoders and decoders
 */
export function openTextEncoder(model: OnnxSource, options: TextEncoderOptions): Promise<OnnxTextEncoder> {
  return textEncoderWith(nodePeer, model, options);
}
