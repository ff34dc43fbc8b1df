import { median } from '../rounds.js';
import type { Job } from './jobs/job.js';
import { type MeasureOptions, measureRow } from './measure.js';
import type { Entry } from './row.js';
import type { Where } from './where.js';

/** How the time grows with one quantity. */
export interface Growth {
  readonly id: string;
  /** The label of the horizontal axis. */
  readonly label: string;
  readonly title: string;
  readonly at: readonly number[];
  readonly lines: readonly (Where & { readonly label: string; job(x: number): Job })[];
}

/** Median milliseconds of each line at each point. */
export interface GrowthResult {
  readonly date: string;
  readonly ms: Readonly<Record<string, readonly number[]>>;
}

const ours = { library: 'ours', threads: 2 } as const;
const engine = { library: 'onnxruntime', threads: 2 } as const;
const torch = { library: 'torch', threads: 2 } as const;
const compared = (job: (x: number) => Job) => [
  { label: 'wasm', ...ours, job },
  { label: 'ONNX Runtime', ...engine, job },
  { label: 'PyTorch', ...torch, job },
];

export const growths: readonly Growth[] = [
  {
    id: 'growth-batch',
    label: 'images in a batch',
    title: 'A, gradient',
    at: [1, 2, 4, 8, 16, 32],
    lines: compared((batch) => ({ kind: 'gradient', encoder: 'A', batch })),
  },
  {
    id: 'growth-steps',
    label: 'steps',
    title: 'B, integrated gradients, 64 genes',
    at: [1, 5, 10, 20, 50, 100],
    lines: compared((steps) => ({ kind: 'integrated gradients', encoder: 'B', images: 64, steps })),
  },
  {
    id: 'growth-concepts',
    label: 'concepts',
    title: 'A, gradient, one image',
    at: [1, 2, 5, 10, 20, 40],
    lines: [
      {
        label: 'one call',
        ...ours,
        job: (count) => ({ kind: 'concepts', encoder: 'A', count, together: true }),
      },
      {
        label: 'one call per concept',
        ...ours,
        job: (count) => ({ kind: 'concepts', encoder: 'A', count, together: false }),
      },
      {
        label: 'one call, ONNX Runtime',
        ...engine,
        job: (count) => ({ kind: 'concepts', encoder: 'A', count, together: true }),
      },
      {
        label: 'one forward pass, PyTorch',
        ...torch,
        job: (count) => ({ kind: 'concepts', encoder: 'A', count, together: true }),
      },
    ],
  },
  {
    id: 'growth-size',
    label: 'pixels per side',
    title: 'A, gradient, one image',
    at: [32, 64, 128, 256],
    lines: compared((size) => ({ kind: 'gradient', encoder: 'A', batch: 1, size })),
  },
];

export async function measureGrowth(
  { id, title, at, lines }: Growth,
  options: MeasureOptions,
): Promise<GrowthResult> {
  const ms: Record<string, number[]> = {};
  for (const x of at) {
    const entries = lines.map(({ job, ...where }): Entry => ({ ...where, job: job(x) }));
    const row = { id, title, entries, ratios: [], limits: '' };
    const { entries: found } = await measureRow(row, options);
    for (const [label, measured] of Object.entries(found)) {
      ms[label] ??= [];
      ms[label].push(median(measured.ms));
    }
  }
  return { date: new Date().toISOString().slice(0, 10), ms };
}
