import type { Plan } from '@csm/scale';

/** One way in which a run is broken. */
export interface Kind {
  readonly name: string;
  /** Why it cannot be done on this machine; undefined if it can. */
  missing?(): Promise<string | undefined>;
  /**
   * Breaks a run on a store that has only the plan. What it leaves is resumed afterwards.
   * @returns what was done, for messages.
   * @throws if something happened that must not, whatever a resumed run makes of it.
   */
  strike(run: KillRun): Promise<string>;
}

export interface KillRun {
  /** The folder of the store. */
  readonly folder: string;
  /** The folder of the programs that `bundlePrograms` made. */
  readonly programs: string;
  readonly plan: Plan;
  /** The number of this kill among those of its kind, from 0. */
  readonly number: number;
  /** Draws a number in [0, 1). */
  readonly random: () => number;
  readonly usual: Usual;
}

/** What runs take that are not broken. */
export interface Usual {
  /** A worker, from its first to its last task. */
  readonly milliseconds: number;
  /** The steps of a worker on the file system. */
  readonly steps: number;
  /** A run with two child processes, from the start of the children. */
  readonly runMilliseconds: number;
  /** The bytes that a disk needs for the plan alone, and for all results. */
  readonly planBytes: number;
  readonly bytes: number;
}
