import type { Job } from '../jobs/job.js';
import type { Row } from '../row.js';

/** The part that all gradient rows share: the entries stock wasm, ours, ONNX Runtime and PyTorch, whose maps must agree. */
export function gradientRow(job: Job): Pick<Row, 'entries' | 'same' | 'profile'> {
  return {
    entries: [
      { label: 'stock wasm, `tf.grad`', library: 'stock', threads: 1, job },
      { label: 'ours, 1 thread', library: 'ours', threads: 1, job },
      { label: 'ours, 2 threads', library: 'ours', threads: 2, job },
      { label: 'ONNX Runtime, 1 thread', library: 'onnxruntime', threads: 1, job },
      { label: 'ONNX Runtime, 2 threads', library: 'onnxruntime', threads: 2, job },
      { label: 'PyTorch, 1 thread', library: 'torch', threads: 1, job },
      { label: 'PyTorch, 2 threads', library: 'torch', threads: 2, job },
    ],
    same: [
      [
        'stock wasm, `tf.grad`',
        'ours, 1 thread',
        'ours, 2 threads',
        'ONNX Runtime, 1 thread',
        'ONNX Runtime, 2 threads',
        'PyTorch, 2 threads',
      ],
    ],
    profile: 'ours, 1 thread',
  };
}
