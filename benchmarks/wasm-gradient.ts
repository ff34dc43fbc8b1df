/**
 * Ratios of `@csm/wasm` against stock TensorFlow.js, each in one run:
 * 1. the input gradient of the CelebA encoder, batch 8: wasm with stock kernels against wasm with ours;
 * 2. a training step of the olfactory-bulb VAE, batch 64: the `cpu` backend against wasm with our kernels.
 *
 * Run with `npx tsx benchmarks/wasm-gradient.ts [rounds = 5] [cpu rounds = 1]`; 0 leaves a part out. One
 * wasm thread (tfjs' default in Node).
 */
import '@tensorflow/tfjs-backend-cpu';
import { registerKernels, unregisterKernels } from '@csm/wasm';
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

const ROUNDS = Number(process.argv[2] ?? 5);
const CPU_ROUNDS = Number(process.argv[3] ?? 1);

/** The activation is inside the convolutions: else stock wasm lacks the filter's gradient, which tfjs asks for. */
function convolutions(
  input: tfl.SymbolicTensor,
  layers: readonly (readonly [filters: number, kernel: number])[],
) {
  return layers.reduce((x, [filters, kernelSize]) => {
    const layer = tfl.layers.conv2d({ filters, kernelSize, strides: 2, padding: 'same', activation: 'relu' });
    return tfl.layers.batchNormalization().apply(layer.apply(x)) as tfl.SymbolicTensor;
  }, input);
}

function denseRelu(input: tfl.SymbolicTensor, units: number): tfl.SymbolicTensor {
  const layer = tfl.layers.dense({ units, activation: 'relu' });
  return tfl.layers.batchNormalization().apply(layer.apply(input)) as tfl.SymbolicTensor;
}

function celebaEncoder(): tfl.LayersModel {
  const input = tfl.input({ shape: [128, 128, 3] });
  const x = convolutions(input, [
    [64, 5],
    [128, 5],
    [256, 5],
    [512, 5],
    [1024, 2],
  ]);
  const hidden = denseRelu(tfl.layers.flatten().apply(x) as tfl.SymbolicTensor, 512);
  return tfl.model({
    inputs: input,
    outputs: tfl.layers.dense({ units: 400 }).apply(hidden) as tfl.SymbolicTensor,
  });
}

function bulbEncoder(): tfl.LayersModel {
  const input = tfl.input({ shape: [32, 32, 1] });
  const x = convolutions(input, [
    [16, 4],
    [32, 4],
    [64, 4],
  ]);
  const hidden = denseRelu(denseRelu(tfl.layers.flatten().apply(x) as tfl.SymbolicTensor, 256), 256);
  const latents = [20, 20].map((units) => tfl.layers.dense({ units }).apply(hidden) as tfl.SymbolicTensor);
  return tfl.model({ inputs: input, outputs: latents });
}

function bulbDecoder(): tfl.LayersModel {
  const input = tfl.input({ shape: [20] });
  const dense = tfl.layers
    .dense({ units: 1024, activation: 'relu' })
    .apply(denseRelu(denseRelu(input, 256), 256));
  const reshaped = tfl.layers.reshape({ targetShape: [4, 4, 64] }).apply(dense);
  let x = tfl.layers.batchNormalization().apply(reshaped) as tfl.SymbolicTensor;
  for (const filters of [64, 32, 16]) {
    const layer = tfl.layers.conv2dTranspose({
      filters,
      kernelSize: 4,
      strides: 2,
      padding: 'same',
      activation: 'relu',
    });
    x = tfl.layers.batchNormalization().apply(layer.apply(x)) as tfl.SymbolicTensor;
  }
  const output = tfl.layers
    .conv2d({ filters: 1, kernelSize: 4, padding: 'same', activation: 'sigmoid' })
    .apply(x);
  return tfl.model({ inputs: input, outputs: output as tfl.SymbolicTensor });
}

/** One call of the gradient of a concept score Σ z·v with respect to the images; resolves to its milliseconds. */
function inputGradient(): {
  run: () => Promise<number>;
  values: () => Promise<Float32Array>;
  dispose: () => void;
} {
  const model = celebaEncoder();
  const images = tf.randomUniform([8, 128, 128, 3], 0, 1, 'float32', 1);
  const vector = tf.randomNormal([400], 0, 1, 'float32', 2);
  const gradient = tf.grad((x: tf.Tensor) => tf.sum(tf.mul(model.apply(x) as tf.Tensor, vector)));
  const values = async (): Promise<Float32Array> => {
    const result = tf.tidy(() => gradient(images));
    const data = (await result.data()) as Float32Array;
    result.dispose();
    return data;
  };
  return {
    run: () => milliseconds(values),
    values,
    dispose: () => {
      model.dispose();
      tf.dispose([images, vector]);
    },
  };
}

/** One training step (forward, backward, Adam) of the bulb VAE; resolves to its milliseconds. */
function trainingStep(): { run: () => Promise<number>; dispose: () => void } {
  const [encoder, decoder] = [bulbEncoder(), bulbDecoder()];
  const optimizer = tf.train.adam(5e-4);
  const images = tf.randomUniform([64, 32, 32, 1], 0, 1, 'float32', 3);
  const loss = (): tf.Scalar => {
    const [mean, logVar] = encoder.apply(images, { training: true }) as [tf.Tensor, tf.Tensor];
    const z = tf.add(mean, tf.mul(tf.exp(logVar), tf.randomNormal(mean.shape, 0, 1, 'float32', 4)));
    const output = tf.clipByValue(decoder.apply(z, { training: true }) as tf.Tensor, 1e-7, 1 - 1e-7);
    const entropy = tf.add(
      tf.mul(images, tf.log(output)),
      tf.mul(tf.sub(1, images), tf.log(tf.sub(1, output))),
    );
    const divergence = tf.mean(tf.sub(tf.sub(tf.add(1, logVar), tf.square(mean)), tf.exp(logVar)));
    return tf.sub(tf.neg(tf.mean(entropy)), tf.mul(0.5e-4, divergence)) as tf.Scalar;
  };
  const step = async (): Promise<void> => {
    const value = optimizer.minimize(loss, true)!;
    await value.data();
    value.dispose();
  };
  const dispose = (): void => {
    encoder.dispose();
    decoder.dispose();
    optimizer.dispose();
    images.dispose();
  };
  return { run: () => milliseconds(step), dispose };
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

function row(name: string, values: readonly number[], peer: readonly number[]): Record<string, string> {
  const spread = `${Math.min(...values).toFixed(0)} – ${Math.max(...values).toFixed(0)}`;
  const ratio = `${(median(peer) / median(values)).toFixed(1)} ×`;
  return {
    what: name,
    'median ms': median(values).toFixed(0),
    'min – max ms': spread,
    rounds: String(values.length),
    'faster than the first': ratio,
  };
}

async function gradientRows(): Promise<Record<string, string>[]> {
  await tf.setBackend('wasm');
  const task = inputGradient();
  const stock: number[] = [];
  const own: number[] = [];
  registerKernels();
  const ours = await task.values();
  unregisterKernels();
  const theirs = await task.values();
  const scale = theirs.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const error = ours.reduce((max, value, i) => Math.max(max, Math.abs(value - theirs[i]!)), 0) / scale;
  for (let round = 0; round < ROUNDS; round++) {
    unregisterKernels();
    stock.push(await task.run());
    registerKernels();
    await task.run(); // registering anew drops the prepared filters: warm them, as the second call of a user finds them
    own.push(await task.run());
  }
  task.dispose();
  console.log(
    `Input gradient: largest difference between stock and ours ${error.toExponential(1)} of the largest value`,
  );
  return [
    row('CelebA encoder, input gradient, batch 8: stock wasm', stock, stock),
    row('  the same: @csm/wasm', own, stock),
  ];
}

async function trainingRows(): Promise<Record<string, string>[]> {
  await tf.setBackend('wasm');
  const onWasm = trainingStep();
  await onWasm.run();
  await tf.setBackend('cpu');
  const onCpu = trainingStep(); // no warm-up: beside a step of half a minute and more it is nothing
  const wasm: number[] = [];
  const cpu: number[] = [];
  const wasmRounds = async (): Promise<void> => {
    await tf.setBackend('wasm');
    for (let round = 0; round < 3; round++) wasm.push(await onWasm.run());
  };
  await wasmRounds();
  for (let round = 0; round < CPU_ROUNDS; round++) {
    await tf.setBackend('cpu');
    cpu.push(await onCpu.run());
    await wasmRounds();
  }
  onWasm.dispose();
  onCpu.dispose();
  console.log(
    `Training step: only ${CPU_ROUNDS} round(s) on cpu, which take long; three on wasm before and after each`,
  );
  return [
    row('Bulb VAE, training step, batch 64: cpu backend', cpu, cpu),
    row('  the same: @csm/wasm', wasm, cpu),
  ];
}

setThreadsCount(1);
const rows = [...(ROUNDS > 0 ? await gradientRows() : []), ...(CPU_ROUNDS > 0 ? await trainingRows() : [])];
console.table(rows);
