// How long reading and walking a model of 100 MB takes, and how much memory at most:
//   npx tsx benchmarks/onnx/large-model.ts [megabytes]
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  attributeBytes,
  bytesOf,
  modelBytes,
  nodeBytes,
  tensorBytes,
  valueBytes,
} from '../../packages/onnx/test/onnx-bytes.js';

const MEGABYTE = 2 ** 20;

/** Convolutions of 256 × 256 × 3 × 3 (2.25 MB each) with ReLUs, a global average, and a dense latent. */
function largeModel(megabytes: number): Uint8Array {
  const width = 256;
  const count = Math.round(megabytes / ((width * width * 9 * 4) / MEGABYTE));
  const weights = (name: string, shape: readonly number[]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const scale = Math.sqrt(2 / (size / (shape[0] ?? 1)));
    const numbers = Float32Array.from({ length: size }, (_, i) => scale * Math.sin(i * 12.9898));
    return tensorBytes(name, 'float32', shape, { 9: bytesOf(numbers) });
  };
  const attributes = [attributeBytes('kernel_shape', [3, 3]), attributeBytes('pads', [1, 1, 1, 1])];
  const layers = Array.from({ length: count }, (_, i) => i);
  return modelBytes({
    inputs: [valueBytes('image', ['batch', width, 8, 8])],
    outputs: [valueBytes('z', ['batch', 16])],
    initializers: [
      ...layers.map((i) => weights(`w${i}`, [width, width, 3, 3])),
      weights('dense', [width, 16]),
    ],
    nodes: [
      ...layers.flatMap((i) => [
        nodeBytes('Conv', [i === 0 ? 'image' : `r${i - 1}`, `w${i}`], [`c${i}`], {
          name: `conv${i}`,
          attributes,
        }),
        nodeBytes('Relu', [`c${i}`], [`r${i}`], { name: `relu${i}` }),
      ]),
      nodeBytes('GlobalAveragePool', [`r${count - 1}`], ['average']),
      nodeBytes('Flatten', ['average'], ['flat']),
      nodeBytes('MatMul', ['flat', 'dense'], ['z']),
    ],
  });
}

/** In a process of its own: reads the model on one backend, and prints seconds and memory. */
async function readOnce(backend: string, file: string): Promise<void> {
  await import('@tensorflow/tfjs-backend-cpu');
  await import('@csm/wasm');
  const { setBackend } = await import('@tensorflow/tfjs-core');
  const { onnxEncoder } = await import('@csm/onnx');
  const { onnxFile } = await import('@csm/onnx/node');
  await setBackend(backend);
  const before = peak();
  const began = performance.now();
  const encoder = await onnxEncoder(await onnxFile(file));
  const seconds = (performance.now() - began) / 1000;
  const size = (await stat(file)).size / MEGABYTE;
  console.log(
    `${backend}: ${size.toFixed(0)} MB read and walked (${encoder.graph?.nodes.length} nodes) in ${seconds.toFixed(2)} s; ` +
      `peak memory ${(peak() - before).toFixed(0)} MB above the ${before.toFixed(0)} MB before`,
  );
}

/** The largest resident size of this process so far, in MB, on Linux; `resourceUsage` would count that of the parent process too. */
const peak = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;

const [first = '100', file = ''] = process.argv.slice(2);
if (file !== '') {
  await readOnce(first, file);
} else {
  await mkdir('out/onnx-benchmark', { recursive: true });
  const large = 'out/onnx-benchmark/large.onnx';
  await writeFile(large, largeModel(Number(first)));
  for (const backend of ['cpu', 'wasm']) {
    const child = fork(fileURLToPath(import.meta.url), [backend, large], { execArgv: process.execArgv });
    await new Promise((resolve) => child.on('exit', resolve));
  }
}
