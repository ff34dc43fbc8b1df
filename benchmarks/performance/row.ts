import type { Where } from './child.js';
import type { Job } from './jobs/job.js';

/** One of the things that a row compares, in a process of its own. */
export interface Entry extends Where {
  readonly label: string;
  readonly job: Job;
  /** The time is multiplied by it: a share of the work is timed where all of it takes minutes. Default 1. */
  readonly scale?: number;
}

/** A ratio of times of two entries in the same round. */
export interface Ratio {
  readonly what: string;
  readonly time: string;
  readonly to: string;
  /** The other way round, `to` by `time`: how many times as fast. */
  readonly faster?: true;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** A row of the benchmark: what runs in turns, and what is said of it. */
export interface Row {
  readonly id: string;
  readonly title: string;
  readonly entries: readonly Entry[];
  readonly ratios: readonly Ratio[];
  /** Entries that have to compute the same maps as the first. */
  readonly same?: readonly string[];
  /** Of an entry: most megabytes over the idle process. */
  readonly memory?: { readonly of: string; readonly atMost: number };
  /** An entry whose kernels are clocked. */
  readonly profile?: string;
  /** What limits it, as Markdown. */
  readonly limits: string;
}

/** What was measured of an entry. */
export interface Measured {
  readonly version: string;
  /** Floating-point operations of all of the work. */
  readonly flops?: number;
  /** Milliseconds of each round, for all of the work. */
  readonly ms: readonly number[];
  readonly cpuMs: readonly number[];
  /** Megabytes at the most over those when idle. */
  readonly megabytes: number;
}

/** What a profile says of a kernel. */
export interface ProfiledKernel {
  readonly kernel: string;
  readonly ms: number;
  readonly calls: number;
  readonly flops: number;
}

/** The largest difference of two maps of an image, as a share of the largest number: of the median and of the worst image. */
export interface Difference {
  readonly median: number;
  readonly largest: number;
}

/** What was measured of a row. */
export interface RowResult {
  readonly date: string;
  readonly entries: Readonly<Record<string, Measured>>;
  /** Largest share of the machine that other processes took in a run. */
  readonly others: number;
  /** How far each entry's maps are from the first's. */
  readonly differences?: Readonly<Record<string, Difference>>;
  readonly kernels?: readonly ProfiledKernel[];
}
