import type { OnnxSource } from './model/onnx-source.js';
import { webPeer } from './runtime/web-peer.js';
import { textEncoderWith } from './text/open-text-encoder.js';
import type { OnnxTextEncoder, TextEncoderOptions } from './text/text-encoder.js';

export { readTokenizer } from './text/read-tokenizer.js';
export { textConcept } from './text/text-concept.js';
export type { TextConceptOptions } from './text/text-concept-options.js';
export type { EmbedOptions, OnnxTextEncoder, TextEmbedder, TextEncoderOptions } from './text/text-encoder.js';
export type { TextTokenizer } from './text/text-tokenizer.js';

/** `openTextEncoder` for browsers, with onnxruntime-web for the option `session`. */
export function openTextEncoder(model: OnnxSource, options: TextEncoderOptions): Promise<OnnxTextEncoder> {
  return textEncoderWith(webPeer, model, options);
}
