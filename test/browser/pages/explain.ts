import '@csm/wasm';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { env, setBackend } from '@tensorflow/tfjs-core';

setWasmPaths('/wasm/');
// tfjs would compute with small tensors, as all of these are, on the cpu backend.
env().set('WEBGL_CPU_FORWARD', false);
env().set('WEBGPU_CPU_FORWARD', false);

export { encoderMaps } from '../encoder-maps.js';

/** Whether a backend starts and computes in float32: WebGL falls back to float16 if it cannot render to float32. */
export async function startsInFloat32(backend: string): Promise<boolean> {
  const starts = await setBackend(backend);
  return starts && (backend !== 'webgl' || env().getBool('WEBGL_RENDER_FLOAT32_ENABLED'));
}
