// Nothing here may import tfjs-layers, which would hide the fault.
import '@tensorflow/tfjs-backend-cpu';
import { explain, latentDimension } from '@csm/core';
import { gradient } from '@csm/explainers';
import { getGradient, setBackend } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { modelBytes, nodeBytes } from '../../test/onnx-bytes.js';
import { onnxEncoder } from '../onnx-encoder.js';

it('onnxEncoder registers the gradients of tfjs, which tfjs-core alone does not do in Node', async () => {
  expect(getGradient('Sigmoid')).toBeUndefined();
  await setBackend('cpu');
  const encoder = await onnxEncoder(modelBytes({ nodes: [nodeBytes('Sigmoid', ['x'], ['y'])] }));
  const inputs = ndarray(new Float32Array(2), [1, 2]);
  const { maps } = await explain(encoder, latentDimension(0, 2), inputs, gradient());
  expect([...maps.data]).toEqual([0.25, 0]);
  encoder.dispose();
});
