/** A way to explain the pictures. */
export interface Way {
  readonly name: string;
  /** A plain loop that calls `explain`, `runPlan`, or `queueWorker`. */
  readonly by: 'explain' | 'run' | 'queue';
  readonly processes: number;
  /** Whether all its threads are on one core. */
  readonly oneCore?: boolean;
  /** The share of the inputs that it explains. Default 1. */
  readonly share?: number;
}

/**
 * In the order in which they are measured. A worker computes with one thread, but reads and decodes pictures in others: a single one on an idle
 * machine therefore also uses a part of the other cores. So the ways with one process are measured on one core.
 */
export const WAYS: readonly Way[] = [
  { name: 'explain, one core', by: 'explain', processes: 1, oneCore: true },
  { name: '1 process, one core', by: 'run', processes: 1, oneCore: true },
  { name: '2 processes', by: 'run', processes: 2 },
  { name: '2 processes, by queue', by: 'queue', processes: 2 },
  { name: '4 processes', by: 'run', processes: 4 },
  { name: 'explain, all cores', by: 'explain', processes: 1, share: 0.2 },
  { name: '1 process, all cores', by: 'run', processes: 1, share: 0.2 },
];
