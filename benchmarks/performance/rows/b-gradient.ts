import type { Row } from '../row.js';
import { engineRatios } from './engine-ratios.js';
import { gradientRow } from './gradient-row.js';

export const bGradient: Row = {
  id: 'b-gradient',
  title: 'B, gradient, 512 genes',
  ...gradientRow({ kind: 'gradient', encoder: 'B', batch: 512 }),
  ratios: [
    {
      what: 'time relative to PyTorch, two threads',
      time: 'ours, 2 threads',
      to: 'PyTorch, 2 threads',
      atMost: 4,
    },
    { what: 'time relative to PyTorch, one thread', time: 'ours, 1 thread', to: 'PyTorch, 1 thread' },
    { what: 'faster than stock wasm', faster: true, time: 'ours, 1 thread', to: 'stock wasm, `tf.grad`' },
    ...engineRatios({ twoThreads: 1 }),
  ],
  limits: `small convolutions, with one input channel and 16, 32 and 64 filters, which fill XNNPACK's tiles poorly; in addition ReLU,
BatchNorm and the interleaving of the sub-pixel phases read and write all activations.`,
};
