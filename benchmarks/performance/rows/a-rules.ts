import type { Job } from '../jobs/job.js';
import type { Entry, Ratio, Row } from '../row.js';
import type { Where } from '../where.js';

type Method = NonNullable<(Job & { kind: 'gradient' })['method']>;

const entry = (label: string, method: Method, library: Where['library'], threads: 1 | 2): Entry => ({
  label: `${label}, ${threads} thread${threads === 1 ? '' : 's'}`,
  library,
  threads,
  job: { kind: 'gradient', encoder: 'A', batch: 8, method },
});
const relative = (name: string, of: string, suffix: string, atMost: number): Ratio => ({
  what: `${name}, time relative to the gradient`,
  time: `${of}${suffix}`,
  to: `gradient${suffix}`,
  atMost,
});
const ENGINE = ', ONNX Runtime, 2 threads';

export const aRules: Row = {
  id: 'a-rules',
  title: 'A, guided backprop and rectified gradient, batch 8',
  entries: [
    entry('gradient', 'gradient', 'ours', 1),
    entry('guided backprop', 'guided backprop', 'ours', 1),
    entry('rectified gradient', 'rectified gradient', 'ours', 1),
    entry('guided backprop', 'guided backprop', 'ours', 2),
    entry('gradient, ONNX Runtime', 'gradient', 'onnxruntime', 2),
    entry('guided backprop, ONNX Runtime', 'guided backprop', 'onnxruntime', 2),
    entry('rectified gradient, ONNX Runtime', 'rectified gradient', 'onnxruntime', 2),
    entry('PyTorch, guided backprop by hooks', 'guided backprop', 'torch', 2),
  ],
  ratios: [
    relative('guided backprop', 'guided backprop', ', 1 thread', 1.15),
    relative('rectified gradient', 'rectified gradient', ', 1 thread', 1.35),
    {
      what: 'guided backprop, time relative to PyTorch, two threads',
      time: 'guided backprop, 2 threads',
      to: 'PyTorch, guided backprop by hooks, 2 threads',
    },
    relative('guided backprop in ONNX Runtime', 'guided backprop', ENGINE, 1.1),
    relative('rectified gradient in ONNX Runtime', 'rectified gradient', ENGINE, 1.3),
    {
      what: 'guided backprop in ONNX Runtime, time relative to PyTorch, two threads',
      time: `guided backprop${ENGINE}`,
      to: 'PyTorch, guided backprop by hooks, 2 threads',
    },
  ],
  same: [
    [
      'guided backprop, 1 thread',
      'guided backprop, 2 threads',
      `guided backprop${ENGINE}`,
      'PyTorch, guided backprop by hooks, 2 threads',
    ],
    ['rectified gradient, 1 thread', `rectified gradient${ENGINE}`],
    ['gradient, 1 thread', `gradient${ENGINE}`],
  ],
  limits: `the convolutions, which all methods share. Guided backprop adds a product at each of six ReLUs; rectified gradient
also needs a percentile of a·g for each sample and layer: on wasm the host finds it with a histogram, in ONNX Runtime \`TopK\` does.`,
};
