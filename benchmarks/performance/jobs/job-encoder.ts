import { type Encoder, layersEncoder } from '@csm/core';
import { runtimeEncoder } from '@csm/onnx/runtime';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Where } from '../where.js';

/** The encoder of a model, in TensorFlow.js or in ONNX Runtime. */
export async function jobEncoder(model: LayersModel, { library, threads }: Where): Promise<Encoder> {
  const encoder = layersEncoder(model);
  return library === 'onnxruntime' ? await runtimeEncoder(encoder, { session: 'cpu', threads }) : encoder;
}
