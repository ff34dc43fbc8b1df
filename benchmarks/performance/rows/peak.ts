import type { Entry, Row } from '../row.js';
import type { Where } from '../where.js';

const SIZE = 1024;
const entry = (label: string, library: Where['library'], threads: 1 | 2): Entry => ({
  label,
  library,
  threads,
  job: { kind: 'matrix product', size: SIZE },
});

/** The peak speed of the machine, as a scale for the other rows. */
export const peak: Row = {
  id: 'peak',
  title: `Product of two ${SIZE} × ${SIZE} matrices: the measured peak`,
  entries: [
    entry('ours, 1 thread', 'ours', 1),
    entry('ours, 2 threads', 'ours', 2),
    entry('ONNX Runtime, 1 thread', 'onnxruntime', 1),
    entry('ONNX Runtime, 2 threads', 'onnxruntime', 2),
    entry('PyTorch, 1 thread', 'torch', 1),
    entry('PyTorch, 2 threads', 'torch', 2),
  ],
  ratios: [
    { what: 'time relative to PyTorch, one thread', time: 'ours, 1 thread', to: 'PyTorch, 1 thread' },
    { what: 'time relative to PyTorch, two threads', time: 'ours, 2 threads', to: 'PyTorch, 2 threads' },
    {
      what: 'ONNX Runtime, time relative to PyTorch, one thread',
      time: 'ONNX Runtime, 1 thread',
      to: 'PyTorch, 1 thread',
    },
  ],
  limits: `the part of the machine's arithmetic units that each library can use. Wasm has vectors of four numbers and no fused multiply-add;
PyTorch's OpenBLAS and oneDNN and ONNX Runtime use vectors of eight and fused multiply-add. No library can exceed its own peak, so the ratio of
the peaks is the gap between wasm and native code that no implementation can close.`,
};
