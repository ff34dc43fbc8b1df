import type { Job } from '../jobs/job.js';
import type { Row } from '../row.js';

const job = (method: 'gradient' | 'guided backprop' | 'rectified gradient'): Job => ({
  kind: 'gradient',
  encoder: 'A',
  batch: 8,
  method,
});

export const aRules: Row = {
  id: 'a-rules',
  title: 'A, guided backprop and rectified gradient, batch 8',
  entries: [
    { label: 'gradient, 1 thread', library: 'ours', threads: 1, job: job('gradient') },
    { label: 'guided backprop, 1 thread', library: 'ours', threads: 1, job: job('guided backprop') },
    { label: 'rectified gradient, 1 thread', library: 'ours', threads: 1, job: job('rectified gradient') },
    { label: 'guided backprop, 2 threads', library: 'ours', threads: 2, job: job('guided backprop') },
    {
      label: 'PyTorch, guided backprop by hooks, 2 threads',
      library: 'torch',
      threads: 2,
      job: job('guided backprop'),
    },
  ],
  ratios: [
    {
      what: 'guided backprop, time relative to the gradient',
      time: 'guided backprop, 1 thread',
      to: 'gradient, 1 thread',
      atMost: 1.15,
    },
    {
      what: 'rectified gradient, time relative to the gradient',
      time: 'rectified gradient, 1 thread',
      to: 'gradient, 1 thread',
      atMost: 1.35,
    },
    {
      what: 'guided backprop, time relative to PyTorch, two threads',
      time: 'guided backprop, 2 threads',
      to: 'PyTorch, guided backprop by hooks, 2 threads',
    },
  ],
  same: ['guided backprop, 2 threads', 'PyTorch, guided backprop by hooks, 2 threads'],
  limits: `the convolutions, which all methods share. Guided backprop adds a product at each of six ReLUs; rectified gradient
also needs a percentile of a·g for each sample and layer, which the host finds with a histogram.`,
};
