import type { Row } from '../row.js';
import { engineRatios } from './engine-ratios.js';
import { gradientRow } from './gradient-row.js';

export const aGradient: Row = {
  id: 'a-gradient',
  title: 'A, gradient, batch 8',
  ...gradientRow({ kind: 'gradient', encoder: 'A', batch: 8 }),
  ratios: [
    {
      what: 'faster than stock wasm',
      faster: true,
      time: 'ours, 1 thread',
      to: 'stock wasm, `tf.grad`',
      atLeast: 5,
    },
    {
      what: 'faster than stock wasm, two threads',
      faster: true,
      time: 'ours, 2 threads',
      to: 'stock wasm, `tf.grad`',
      atLeast: 9,
    },
    {
      what: 'time relative to PyTorch, two threads',
      time: 'ours, 2 threads',
      to: 'PyTorch, 2 threads',
      atMost: 4.5,
    },
    ...engineRatios({ twoThreads: 1, oneThread: 1.05 }),
  ],
  limits: `XNNPACK's convolutions in wasm; see the profile below. Stock wasm spends five sixths of its time in a scalar loop for the
gradient of each convolution's input. PyTorch's oneDNN uses vectors of eight numbers and multiplies and adds in one instruction;
wasm uses vectors of four numbers and two instructions: a factor of four at the same clock rate. ONNX Runtime's convolutions use the same vectors as PyTorch's; its gradients of a convolution's input
are convolutions too.`,
};
