import type { Encoder } from '@csm/core';
import { runtimeEncoder } from '@csm/onnx/runtime';

/** An encoder for explanations, which runs in ONNX Runtime if possible. */
export interface NativeEncoder {
  readonly encoder: Encoder;
  /** Frees what was made; the given encoder remains usable. */
  dispose(): Promise<void>;
}

/**
 * The encoder in ONNX Runtime if the package onnxruntime-node is installed, and otherwise the encoder itself. Logs which of them
 * explains.
 * @param make makes the encoder in ONNX Runtime.
 * @throws every error except that the package is not installed.
 */
export async function nativeEncoder(
  encoder: Encoder,
  log: (line: string) => void = console.log,
  make: typeof runtimeEncoder = runtimeEncoder,
): Promise<NativeEncoder> {
  try {
    const native = await make(encoder);
    log('Explanations run in ONNX Runtime (onnxruntime-node).');
    return { encoder: native, dispose: () => native.dispose() };
  } catch (error) {
    if (!isPeerMissing(error)) throw error;
    log(
      'Explanations run in TensorFlow.js. ONNX Runtime is faster on large encoders; `npm install onnxruntime-node@1.30` installs it.',
    );
    return { encoder, dispose: async () => {} };
  }
}

/** Whether the error says that onnxruntime-node is not installed, and not that a part of it could not be loaded. */
export function isPeerMissing(error: unknown): boolean {
  const { code, cause } = error as { readonly code?: string; readonly cause?: { readonly code?: string } };
  return code === 'ERR_INVALID_ARGUMENT' && cause?.code === 'ERR_MODULE_NOT_FOUND';
}
