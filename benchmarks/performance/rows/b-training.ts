import { GENES } from '../genes.js';
import type { Row } from '../row.js';

const STEPS = 8;
const job = { kind: 'training', steps: STEPS } as const;
const scale = Math.ceil(GENES / 64) / STEPS;

export const bTraining: Row = {
  id: 'b-training',
  title: `B, training epoch of ${GENES.toLocaleString('en')} genes, from ${STEPS} steps of ${Math.ceil(GENES / 64)}`,
  entries: [
    { label: 'ours, 1 thread', library: 'ours', threads: 1, job, scale },
    { label: 'ours, 2 threads', library: 'ours', threads: 2, job, scale },
    { label: 'PyTorch, 1 thread', library: 'torch', threads: 1, job, scale },
    { label: 'PyTorch, 2 threads', library: 'torch', threads: 2, job, scale },
  ],
  ratios: [
    {
      what: 'time relative to PyTorch, two threads',
      time: 'ours, 2 threads',
      to: 'PyTorch, 2 threads',
      atMost: 4,
    },
    { what: 'time relative to PyTorch, one thread', time: 'ours, 1 thread', to: 'PyTorch, 1 thread' },
  ],
  profile: 'ours, 1 thread',
  limits: `convolutions and their gradients take half of a step. The rest is Adam's many small operations, and the sums over batch and
image in BatchNorm and its gradient. Stock wasm cannot train a convolution at all (\`Conv2DBackpropFilter\` is missing); tfjs' \`cpu\` backend takes
300 times as long as ours (127.6 s per step of 64, measured once, compared with 0.43 s).`,
};
