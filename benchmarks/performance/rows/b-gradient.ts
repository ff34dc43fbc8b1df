import type { Job } from '../jobs/job.js';
import type { Row } from '../row.js';

const job: Job = { kind: 'gradient', encoder: 'B', batch: 512 };

export const bGradient: Row = {
  id: 'b-gradient',
  title: 'B, gradient, 512 genes',
  entries: [
    { label: 'stock wasm, `tf.grad`', library: 'stock', threads: 1, job },
    { label: 'ours, 1 thread', library: 'ours', threads: 1, job },
    { label: 'ours, 2 threads', library: 'ours', threads: 2, job },
    { label: 'PyTorch, 1 thread', library: 'torch', threads: 1, job },
    { label: 'PyTorch, 2 threads', library: 'torch', threads: 2, job },
  ],
  ratios: [
    { what: 'of PyTorch’s time, two threads', time: 'ours, 2 threads', to: 'PyTorch, 2 threads', atMost: 4 },
    { what: 'of PyTorch’s time, one thread', time: 'ours, 1 thread', to: 'PyTorch, 1 thread' },
    { what: 'faster than stock wasm', faster: true, time: 'ours, 1 thread', to: 'stock wasm, `tf.grad`' },
  ],
  same: ['stock wasm, `tf.grad`', 'ours, 1 thread', 'ours, 2 threads', 'PyTorch, 2 threads'],
  profile: 'ours, 1 thread',
  limits: `Small convolutions: one input channel first and 16, 32 and 64 filters, which fill XNNPACK's tiles badly, and, beside
them, reading and writing of activations by ReLU, BatchNorm and the interleaving of the sub-pixel phases.`,
};
