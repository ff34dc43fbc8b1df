import type { Job } from './jobs/job.js';
import type { Where } from './where.js';

/** One of the programs that a row compares; it runs in its own process. */
export interface Entry extends Where {
  readonly label: string;
  readonly job: Job;
  /** Factor for the time, if only a share of the work is timed because all of it would take minutes. Default 1. */
  readonly scale?: number;
}

/** The ratio of the times of two entries in the same round. */
export interface Ratio {
  readonly what: string;
  readonly time: string;
  readonly to: string;
  /** Inverts the ratio: how many times as fast as `to` the entry `time` is. */
  readonly faster?: true;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** A row of the benchmark: the entries that take turns, and the text of the report. */
export interface Row {
  readonly id: string;
  readonly title: string;
  readonly entries: readonly Entry[];
  readonly ratios: readonly Ratio[];
  /** Rows of a family share a section of the report, compare CPU times, and have no targets. */
  readonly family?: 'methods';
  /** Whether its encoder is in the folder `../shared`. */
  readonly needsShared?: true;
  /** Whether its encoders are those that PyTorch exports, with code in the folder `../shared`. */
  readonly needsExports?: true;
  /** Groups of entries that must compute the same maps as the first of their group. */
  readonly same?: readonly (readonly string[])[];
  /** Entries whose memory is reported as a target: megabytes above the idle process, at most so many. */
  readonly memory?: readonly { readonly of: string; readonly atMost?: number }[];
  /** The entry whose kernels are timed. */
  readonly profile?: string;
  /** What limits the speed, as Markdown that continues a sentence. */
  readonly limits: string;
}

/** The measurements of an entry. */
export interface Measured {
  readonly version: string;
  /** Floating-point operations of the whole work. */
  readonly flops?: number;
  /** Milliseconds of each round, for the whole work. */
  readonly ms: readonly number[];
  readonly cpuMs: readonly number[];
  /** Peak megabytes above those of the idle process. */
  readonly megabytes: number;
}

/** One kernel of a profile. */
export interface ProfiledKernel {
  readonly kernel: string;
  readonly ms: number;
  readonly calls: number;
  readonly flops: number;
}

/** The largest difference between two maps of an image, as a share of the largest number: for the median image and the worst image. */
export interface Difference {
  readonly median: number;
  readonly largest: number;
}

/** The measurements of a row. */
export interface RowResult {
  readonly date: string;
  readonly entries: Readonly<Record<string, Measured>>;
  /** The largest share of the machine that other processes took during a run. */
  readonly others: number;
  /** How much each entry's maps differ from those of the first entry of its group. */
  readonly differences?: Readonly<Record<string, Difference>>;
  readonly kernels?: readonly ProfiledKernel[];
}
