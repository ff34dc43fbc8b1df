import type { Encoder } from '@csm/core';
import { encoderInRuntime, type RuntimeEncoder } from './runtime/runtime-encoder.js';
import type { RuntimeOptions } from './runtime/runtime-options.js';
import { webPeer } from './runtime/web-peer.js';

export type { RuntimeEncoder } from './runtime/runtime-encoder.js';
export type { RuntimeOptions, RuntimeSession } from './runtime/runtime-options.js';

/** `runtimeEncoder` of browsers, in onnxruntime-web. */
export function runtimeEncoder(encoder: Encoder, options: RuntimeOptions = {}): Promise<RuntimeEncoder> {
  return encoderInRuntime(webPeer, encoder, options);
}
