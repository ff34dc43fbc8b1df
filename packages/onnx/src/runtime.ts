import type { Decoder, Encoder } from '@csm/core';
import { nodePeer } from './runtime/node-peer.js';
import { decoderInRuntime, type RuntimeDecoder } from './runtime/runtime-decoder.js';
import { encoderInRuntime, type RuntimeEncoder } from './runtime/runtime-encoder.js';
import type { RuntimeOptions } from './runtime/runtime-options.js';

export type { RuntimeDecoder } from './runtime/runtime-decoder.js';
export type { RuntimeEncoder } from './runtime/runtime-encoder.js';
export type { RuntimeOptions, RuntimeSession } from './runtime/runtime-options.js';

/**
 * Returns an encoder that runs in ONNX Runtime: in Node with onnxruntime-node, in browsers with onnxruntime-web (both are optional peer
 * dependencies). Every method, score and control works with it.
 *
 * The encoder's forward pass and the backward pass of each method are written as ONNX models when they are first needed. Backward passes
 * with a rule that has no `emit` run in TensorFlow.js, with one warning.
 *
 * @param encoder an encoder with a graph, such as `layersEncoder(model)`, `graphEncoder(model)` or `onnxEncoder(file)`. Its weights are copied:
 *   later training does not change the result, and the model may be disposed.
 * @throws if the encoder has no graph, or a layer or node in it runs as a whole; if the package or the session is not available; if ONNX
 *   Runtime rejects the model.
 * @category Encoders and decoders
 */
export function runtimeEncoder(encoder: Encoder, options: RuntimeOptions = {}): Promise<RuntimeEncoder> {
  return encoderInRuntime(nodePeer, encoder, options);
}

/**
 * Returns a decoder that runs in ONNX Runtime: see {@link runtimeEncoder}.
 *
 * @param decoder a decoder with a graph, such as `layersDecoder(model)`, `graphDecoder(model)` or `onnxDecoder(file)`. Its weights are
 *   copied, so the model may be disposed.
 * @throws if the decoder has no graph, or a layer or node in it runs as a whole; if the package or the session is not available; if ONNX
 *   Runtime rejects the model.
 * @category Encoders and decoders
 */
export function runtimeDecoder(decoder: Decoder, options: RuntimeOptions = {}): Promise<RuntimeDecoder> {
  return decoderInRuntime(nodePeer, decoder, options);
}
