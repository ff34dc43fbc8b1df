import '@tensorflow/tfjs-backend-cpu';
import { runtimeEncoder } from '@csm/onnx/runtime';
import { type EncoderMaps, encoderMaps } from '../encoder-maps.js';

/** Maps that ONNX Runtime computes. Its two bundles have settings of their own: where the page finds their .wasm files. */
export async function runtimeMaps(session: 'wasm' | 'webgpu'): Promise<EncoderMaps> {
  const { env } = await (session === 'wasm'
    ? import('onnxruntime-web/wasm')
    : import('onnxruntime-web/webgpu'));
  env.wasm.wasmPaths = '/ort/';
  return encoderMaps('cpu', (encoder) => runtimeEncoder(encoder, { session, threads: 1 }));
}

export const hasWebgpu = async () =>
  'gpu' in navigator && (await (navigator.gpu as { requestAdapter(): unknown }).requestAdapter()) !== null;
