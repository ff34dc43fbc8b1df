import type { Entry, Row } from '../row.js';

const SIZE = 1024;
const entry = (label: string, library: 'ours' | 'torch', threads: 1 | 2): Entry => ({
  label,
  library,
  threads,
  job: { kind: 'matrix product', size: SIZE },
});

/** What the machine can do: rows are put beside it. */
export const peak: Row = {
  id: 'peak',
  title: `Product of two ${SIZE} × ${SIZE} matrices: the measured peak`,
  entries: [
    entry('ours, 1 thread', 'ours', 1),
    entry('ours, 2 threads', 'ours', 2),
    entry('PyTorch, 1 thread', 'torch', 1),
    entry('PyTorch, 2 threads', 'torch', 2),
  ],
  ratios: [
    { what: 'of PyTorch’s time, one thread', time: 'ours, 1 thread', to: 'PyTorch, 1 thread' },
    { what: 'of PyTorch’s time, two threads', time: 'ours, 2 threads', to: 'PyTorch, 2 threads' },
  ],
  limits: `The arithmetic of the machine, as each library can use it: wasm has vectors of four numbers and no fused multiply-add,
PyTorch's OpenBLAS and oneDNN vectors of eight with it. A library cannot do better than its own peak, so the quotient of the peaks is what
separates wasm from native code before anybody has written a line.`,
};
