import type { Decoder, Encoder } from '@csm/core';
import { decoderInRuntime, type RuntimeDecoder } from './runtime/runtime-decoder.js';
import { encoderInRuntime, type RuntimeEncoder } from './runtime/runtime-encoder.js';
import type { RuntimeOptions } from './runtime/runtime-options.js';
import { webPeer } from './runtime/web-peer.js';

export type { RuntimeDecoder } from './runtime/runtime-decoder.js';
export type { RuntimeEncoder } from './runtime/runtime-encoder.js';
export type { RuntimeOptions, RuntimeSession } from './runtime/runtime-options.js';

/** `runtimeEncoder` for browsers, with onnxruntime-web. */
export function runtimeEncoder(encoder: Encoder, options: RuntimeOptions = {}): Promise<RuntimeEncoder> {
  return encoderInRuntime(webPeer, encoder, options);
}

/** `runtimeDecoder` for browsers, with onnxruntime-web. */
export function runtimeDecoder(decoder: Decoder, options: RuntimeOptions = {}): Promise<RuntimeDecoder> {
  return decoderInRuntime(webPeer, decoder, options);
}
