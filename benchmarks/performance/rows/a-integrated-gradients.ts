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
    { label: 'ONNX Runtime, 2 threads', library: 'onnxruntime', threads: 2, job: job(STEPS) },
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
    {
      what: 'time relative to PyTorch, two threads',
      time: 'ours, 2 threads',
      to: 'PyTorch, 2 threads',
      atMost: 4,
    },
    {
      what: 'ONNX Runtime, time relative to PyTorch, two threads',
      time: 'ONNX Runtime, 2 threads',
      to: 'PyTorch, 2 threads',
      atMost: 0.95,
    },
    {
      what: 'ONNX Runtime, faster than wasm, two threads',
      faster: true,
      time: 'ONNX Runtime, 2 threads',
      to: 'ours, 2 threads',
    },
  ],
  same: [['ours, 2 threads', 'ONNX Runtime, 2 threads', 'PyTorch, 2 threads']],
  memory: [
    { of: 'ours, 2 threads', atMost: 250 },
    { of: 'ONNX Runtime, 2 threads' },
    { of: 'PyTorch, 2 threads' },
  ],
  limits: `the gradient of each step, as above; a step adds only a product and a sum of the images' size. For stock wasm 2 steps were
timed, for our single thread 5 steps, and the times scaled. Ours also runs two more forward passes, for the completeness gap, which weigh more
in 5 steps than in 50. Captum is not in Debian, so a plain loop over PyTorch's autograd stands in for its method, with eight images per step.
Peak memory is the increase since the encoder was made: XNNPACK's packed copies of the weights (59 MB), our
rearranged convolution filters and their packed copies (52 MB), the outputs that the derivatives of one step of eight images read (18 MB),
cotangents, compiled code, and unused heap. It does not grow with the number of steps.`,
};
