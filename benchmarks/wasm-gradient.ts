/**
 * Ratios against stock TensorFlow.js, each in one run, on one wasm thread (tfjs' default in Node):
 * 1. the input gradient of the CelebA encoder, batch 8: `tf.grad` on stock wasm, `tf.grad` with `@csm/wasm`, and `gradient()`
 *    of `@csm/explainers` with `@csm/wasm`;
 * 2. a training step of the olfactory-bulb VAE, batch 64: the `cpu` backend against wasm with `@csm/wasm`.
 *
 * Run with `npx tsx benchmarks/wasm-gradient.ts [rounds = 5] [cpu rounds = 1]`; 0 leaves a part out.
 */
import '@tensorflow/tfjs-backend-cpu';
import { conceptVector, dotProduct, layersEncoder } from '@csm/core';
import { gradient } from '@csm/explainers';
import { disposeVae, olfactoryBulbTraining, olfactoryBulbVae, trainVae } from '@csm/models';
import { registerKernels, unregisterKernels } from '@csm/wasm';
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { celebaEncoder } from './celeba-encoder.js';
import { milliseconds, row } from './rounds.js';

const ROUNDS = Number(process.argv[2] ?? 5);
const CPU_ROUNDS = Number(process.argv[3] ?? 1);
type Row = ReturnType<typeof row>;

async function gradientRows(): Promise<Row[]> {
  await tf.setBackend('wasm');
  const model = celebaEncoder();
  const encoder = layersEncoder(model);
  const images = tf.randomUniform([8, 128, 128, 3], 0, 1, 'float32', 1);
  const vector = tf.randomNormal([400], 0, 1, 'float32', 2);
  const scores = [dotProduct(conceptVector('random', await vector.data<'float32'>()))];
  const tape = tf.grad((x: tf.Tensor) => tf.sum(tf.mul(model.apply(x) as tf.Tensor, vector)));
  const values = async (map: tf.Tensor) => {
    const data = await map.data<'float32'>();
    map.dispose();
    return data;
  };
  const byTape = () => values(tf.tidy(() => tape(images)));
  const byExplainer = async () => {
    const { maps, latent } = await gradient().attribute({ encoder, scores }, images, {});
    latent!.dispose();
    return values(maps[0]!);
  };

  unregisterKernels();
  const expected = await byTape();
  registerKernels();
  for (const [name, found] of [
    ['tf.grad with @csm/wasm', await byTape()],
    ['gradient()', await byExplainer()],
  ] as const) {
    const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const error = found.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0) / scale;
    console.log(`${name}: differs from stock by ${error.toExponential(1)} of the largest value at most`);
  }

  const stock: number[] = [];
  const taped: number[] = [];
  const explained: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    unregisterKernels();
    stock.push(await milliseconds(byTape));
    registerKernels();
    // Registering anew drops the prepared filters: warm them, as a user's second call finds them.
    await byTape();
    taped.push(await milliseconds(byTape));
    explained.push(await milliseconds(byExplainer));
  }
  model.dispose();
  tf.dispose([images, vector]);
  return [
    row('CelebA encoder, input gradient, batch 8: tf.grad, stock wasm', stock, stock),
    row('  tf.grad, @csm/wasm', taped, stock),
    row('  gradient() of @csm/explainers, @csm/wasm', explained, stock),
  ];
}

async function trainingRows(): Promise<Row[]> {
  const pixels = Float32Array.from({ length: 64 * 32 * 32 }, (_, i) => Math.abs(Math.sin(i)));
  const images = ndarray(pixels, [64, 32, 32, 1]);
  const trainer = () => {
    const vae = olfactoryBulbVae();
    // 64 images in batches of 64: an epoch is a step.
    const step = () => trainVae(vae, images, { ...olfactoryBulbTraining, epochs: 1 });
    return { run: () => milliseconds(step), dispose: () => disposeVae(vae) };
  };
  await tf.setBackend('wasm');
  const onWasm = trainer();
  await onWasm.run();
  await tf.setBackend('cpu');
  const onCpu = trainer(); // not warmed: beside a step of half a minute and more that is nothing
  const wasm: number[] = [];
  const cpu: number[] = [];
  const wasmRounds = async (): Promise<void> => {
    await tf.setBackend('wasm');
    for (let round = 0; round < 5; round++) wasm.push(await onWasm.run());
  };
  await wasmRounds();
  for (let round = 0; round < CPU_ROUNDS; round++) {
    await tf.setBackend('cpu');
    cpu.push(await onCpu.run());
    await wasmRounds();
  }
  onWasm.dispose();
  onCpu.dispose();
  console.log(`Training step: ${CPU_ROUNDS} on cpu, which takes long; five on wasm before and after each`);
  return [row('Bulb VAE, training step, batch 64: cpu backend', cpu, cpu), row('  @csm/wasm', wasm, cpu)];
}

setThreadsCount(1);
const rows = [...(ROUNDS > 0 ? await gradientRows() : []), ...(CPU_ROUNDS > 0 ? await trainingRows() : [])];
console.table(rows);
