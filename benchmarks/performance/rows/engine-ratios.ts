import type { Ratio } from '../row.js';

/** The largest times relative to PyTorch that are the targets of a row. */
interface Targets {
  readonly twoThreads: number;
  readonly oneThread?: number;
}

/** ONNX Runtime compared with PyTorch on two threads and on one, and with wasm. `torch` begins the labels of PyTorch's entries. */
export function engineRatios({ twoThreads, oneThread }: Targets, torch = 'PyTorch'): Ratio[] {
  return [
    {
      what: 'ONNX Runtime, time relative to PyTorch, two threads',
      time: 'ONNX Runtime, 2 threads',
      to: `${torch}, 2 threads`,
      atMost: twoThreads,
    },
    {
      what: 'ONNX Runtime, time relative to PyTorch, one thread',
      time: 'ONNX Runtime, 1 thread',
      to: `${torch}, 1 thread`,
      ...(oneThread !== undefined && { atMost: oneThread }),
    },
    {
      what: 'ONNX Runtime, faster than wasm, two threads',
      faster: true,
      time: 'ONNX Runtime, 2 threads',
      to: 'ours, 2 threads',
    },
  ];
}
