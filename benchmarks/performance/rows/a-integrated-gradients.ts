import type { Job } from '../jobs/job.js';
import type { Row } from '../row.js';

const STEPS = 50;
const job = (steps: number): Job => ({ kind: 'integrated gradients', encoder: 'A', images: 8, steps });
const some = (steps: number) => ({ job: job(steps), scale: STEPS / steps });

export const aIntegratedGradients: Row = {
  id: 'a-integrated-gradients',
  title: `A, integrated gradients, ${STEPS} steps, 8 images`,
  entries: [
    { label: 'stock wasm, loop of `tf.grad`, from 2 steps', library: 'stock', threads: 1, ...some(2) },
    { label: 'ours, 1 thread, from 5 steps', library: 'ours', threads: 1, ...some(5) },
    { label: 'ours, 2 threads', library: 'ours', threads: 2, job: job(STEPS) },
    { label: 'PyTorch, 2 threads', library: 'torch', threads: 2, job: job(STEPS) },
  ],
  ratios: [
    {
      what: 'faster than stock wasm, two threads',
      faster: true,
      time: 'ours, 2 threads',
      to: 'stock wasm, loop of `tf.grad`, from 2 steps',
      atLeast: 8,
    },
    {
      what: 'faster than stock wasm, one thread',
      faster: true,
      time: 'ours, 1 thread, from 5 steps',
      to: 'stock wasm, loop of `tf.grad`, from 2 steps',
    },
    { what: 'of PyTorch’s time, two threads', time: 'ours, 2 threads', to: 'PyTorch, 2 threads', atMost: 4 },
  ],
  same: ['ours, 2 threads', 'PyTorch, 2 threads'],
  memory: { of: 'ours, 2 threads', atMost: 250 },
  limits: `The gradient of each step, as above: the steps add a product and a sum of the images' size. Of stock wasm 2 steps were
timed and of our single thread 5, and scaled; ours has two forward passes more, for the completeness gap, which weigh more in
5 steps than in 50. Captum is not in Debian: its method is a plain loop over PyTorch's autograd here, eight images a step. The peak
of memory is that of the process over what it had when the encoder was made: XNNPACK's packed copies of the weights (59 MB), our
rearranged convolution filters and their packed copies (52 MB), the outputs that derivatives read of one step of eight images (18 MB),
cotangents, compiled code, and what the heap's growth leaves over. It does not grow with the steps.`,
};
