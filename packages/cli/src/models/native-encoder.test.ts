import '@csm/wasm';
import { type Encoder, encode, layersEncoder } from '@csm/core';
import { imageVae } from '@csm/models';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, expect, it } from 'vitest';
import type { Peer } from '../../../onnx/src/runtime/peer.js';
import { encoderInRuntime } from '../../../onnx/src/runtime/runtime-encoder.js';
import { nativeEncoder } from './native-encoder.js';

let encoder: Encoder;
beforeAll(async () => {
  await setBackend('wasm');
  encoder = layersEncoder(imageVae({ size: 8, filters: [4], dense: [8], latentSize: 3 }).encoder);
});

/** A package with this name and this content. */
const from = (packageName: string, load: Peer['load']) => (given: Encoder) =>
  encoderInRuntime({ packageName, install: 'install it', defaultSession: () => 'cpu', load }, given, {});

it('runs the encoder in ONNX Runtime, and says so', async () => {
  const lines: string[] = [];
  const before = memory().numTensors;
  const native = await nativeEncoder(encoder, (line) => lines.push(line));
  const image = ndarray(new Float32Array(192).fill(0.5), [1, 8, 8, 3]);
  const [own, found] = [await encode(encoder, image), await encode(native.encoder, image)];
  for (const [i, value] of found.data.entries()) expect(value).toBeCloseTo(own.data[i]!, 6);
  await native.dispose();
  expect(native.encoder).not.toBe(encoder);
  expect(lines).toEqual(['Explanations run in ONNX Runtime (onnxruntime-node).']);
  expect(memory().numTensors).toBe(before);
});

it('takes the encoder itself if the package is not installed, and says how to install it', async () => {
  const lines: string[] = [];
  const name = 'csm-missing-package';
  const native = await nativeEncoder(
    encoder,
    (line) => lines.push(line),
    from(name, () => import(name)),
  );
  expect(native.encoder).toBe(encoder);
  await native.dispose();
  expect(lines).toEqual([expect.stringMatching(/TensorFlow\.js.*`npm install onnxruntime-node/)]);
  expect((await encode(encoder, ndarray(new Float32Array(192), [1, 8, 8, 3]))).shape).toEqual([1, 3]);
});

it('shows every other error', async () => {
  const broken = from('broken-package', () => Promise.reject(new Error('libstdc++ is too old')));
  await expect(nativeEncoder(encoder, () => {}, broken)).rejects.toThrow('libstdc++ is too old');
  const incomplete = Object.assign(new Error("Cannot find module './binding.node' of incomplete-package"), {
    code: 'MODULE_NOT_FOUND',
  });
  const lacksBinary = from('incomplete-package', () => Promise.reject(incomplete));
  await expect(nativeEncoder(encoder, () => {}, lacksBinary)).rejects.toThrow('incomplete-package');
});
