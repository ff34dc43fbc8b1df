import type { EncoderName } from '../performance/encoders.js';

/** What computes: our engine in ONNX Runtime ("ort"), TensorFlow.js, or PyTorch. */
export type Engine = (typeof ENGINES)[number];

export const ENGINES = [
  'ort webgpu',
  'ort cuda',
  'ort cpu',
  'tfjs webgpu',
  'tfjs wasm',
  'torch cuda',
  'torch cpu',
] as const;

/** Maps of a batch of images for one concept: gradients, or integrated gradients if there are steps. */
export interface GpuJob {
  readonly title: string;
  readonly encoder: EncoderName;
  /** Height and width of the images. Default: the encoder's own. */
  readonly size?: number;
  readonly batch: number;
  readonly steps?: number;
}

export const JOBS: readonly GpuJob[] = [
  { title: 'gradient, batch 8', encoder: 'A', batch: 8 },
  { title: 'gradient, batch 64', encoder: 'A', batch: 64 },
  { title: 'integrated gradients, 50 steps, batch 8', encoder: 'A', batch: 8, steps: 50 },
];

/** The same on images so small that a software renderer takes seconds: to test the program, not to time it. */
export const SMALL_JOBS: readonly GpuJob[] = [
  { title: 'gradient, batch 2, 32 × 32', encoder: 'A', batch: 2, size: 32 },
  { title: 'integrated gradients, 2 steps, batch 1, 32 × 32', encoder: 'A', batch: 1, size: 32, steps: 2 },
];
