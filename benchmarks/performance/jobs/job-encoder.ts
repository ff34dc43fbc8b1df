import type { Encoder } from '@csm/core';
import { runtimeEncoder } from '@csm/onnx/runtime';
import type { Where } from '../where.js';

/** An encoder of TensorFlow.js in the library of a job: itself, or in ONNX Runtime. */
export async function jobEncoder(encoder: Encoder, { library, threads }: Where): Promise<Encoder> {
  return library === 'onnxruntime' ? await runtimeEncoder(encoder, { session: 'cpu', threads }) : encoder;
}
