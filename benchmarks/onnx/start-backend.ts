import '@csm/wasm';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import type { RuntimeSession } from '@csm/onnx/runtime';
import { setBackend } from '@tensorflow/tfjs-core';
import { SWIFTSHADER } from '../../test/swiftshader.js';
import { startWebgpu } from './webgpu-in-node.js';

/** ONNX Runtime's sessions, by the names that scripts take next to the backends of TensorFlow.js. */
const SESSIONS: ReadonlyMap<string, RuntimeSession> = new Map([
  ['runtime-cpu', 'cpu'],
  ['runtime-webgpu', 'webgpu'],
]);

/**
 * Starts a backend of TensorFlow.js, or prepares a session of ONNX Runtime: then the methods' own arithmetic runs on the backend "cpu".
 * Without a driver of one's own, `runtime-webgpu` takes the software renderer.
 * @returns the session, if it is one.
 */
export async function startBackend(name: string): Promise<RuntimeSession | undefined> {
  const session = SESSIONS.get(name);
  if (name === 'runtime-webgpu') Object.assign(process.env, { ...SWIFTSHADER, ...process.env });
  if (name === 'webgpu') await startWebgpu();
  else if (!(await setBackend(session === undefined ? name : 'cpu'))) {
    throw new Error(`startBackend: the backend "${name}" did not start.`);
  }
  return session;
}
