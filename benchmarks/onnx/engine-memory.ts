/**
 * The memory of an encoder in ONNX Runtime over 10,000 explanations and 100 aborts: resident memory and tensors must stay level.
 * Run: node --expose-gc --import tsx benchmarks/onnx/engine-memory.ts [explanations]
 */
import { conceptVector, explain } from '@csm/core';
import { gradient, guidedBackprop, integratedGradients } from '@csm/explainers';
import { testEncoders } from '@csm/explainers/testing';
import { runtimeEncoder } from '@csm/onnx/runtime';
import '@csm/wasm';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';

const count = Number(process.argv[2] ?? 10_000);
const { gc } = globalThis as { gc?: () => void };

await setBackend('wasm');
const test = testEncoders.convolutional();
const encoder = await runtimeEncoder(test.encoder);
test.dispose();

const size = encoder.inputShape.reduce((a, b) => a * b, 2);
const inputs = ndarray(
  Float32Array.from({ length: size }, (_, i) => Math.sin(i * i)),
  [2, ...encoder.inputShape],
);
const concept = conceptVector(
  'concept',
  Float32Array.from({ length: encoder.latentSize }, (_, i) => Math.cos(i)),
);
const methods = [gradient(), guidedBackprop(), integratedGradients({ steps: 2 })];

const report = (done: string) => {
  gc?.();
  const { rss, external, heapUsed } = process.memoryUsage();
  const [resident, outside, heap] = [rss, external, heapUsed].map((bytes) => (bytes / 1e6).toFixed(0));
  console.log(
    `${done}: RSS ${resident} MB, external ${outside} MB, heap ${heap} MB, ${memory().numTensors} tensors`,
  );
};

for (let i = 0; i <= count; i++) {
  if (i % Math.ceil(count / 10) === 0) report(`${i} explanations`);
  await explain(encoder, concept, inputs, methods[i % methods.length] ?? gradient(), { onWarning() {} });
}
for (let i = 0; i < 100; i++) {
  const controller = new AbortController();
  const stopped = explain(encoder, concept, inputs, integratedGradients({ steps: 8 }), {
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  await stopped.catch(() => undefined);
}
report('100 aborts');
await encoder.dispose();
report('disposed');
