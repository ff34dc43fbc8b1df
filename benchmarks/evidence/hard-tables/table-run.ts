import type { HardGround, HardGroundName, HardGroundOptions } from '../grounds/hard-ground.js';
import { hardSeeds, openGround } from '../grounds/open-hard-ground.js';

/** A ground of a table. */
export interface TableGround {
  readonly title: string;
  readonly name: HardGroundName;
  /** The seeds for which the ground exists. Default: all. */
  readonly seeds?: readonly number[] | undefined;
}

/** Where a table finds its models and keeps its results, and whom it tells. */
export interface TableRun {
  /** The folder of the trained models; missing ones are trained. */
  readonly models: string;
  /** The folder of the results, one file per ground and seed; a stopped run continues from them. */
  readonly out: string;
  /** Default: the report seeds. */
  readonly seeds?: readonly number[] | undefined;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly onProgress: (what: string, done: number, total: number) => void;
}

export const seedsOf = ({ seeds = hardSeeds.report }: TableRun): readonly number[] => seeds;

/** The grounds of a table that have the seed. */
export const groundsWith = <T extends TableGround>(all: readonly T[], seed: number): T[] =>
  all.filter(({ seeds }) => seeds?.includes(seed) ?? true);

/** Opens a ground, and releases its models after the work. */
export async function withGround<T>(
  name: HardGroundName,
  seed: number,
  options: Pick<HardGroundOptions, 'phi' | 'latentSize'>,
  { models, signal, log }: TableRun,
  work: (ground: HardGround) => Promise<T>,
): Promise<T> {
  const ground = await openGround(name, seed, { ...options, models, signal, log, onTraining: () => {} });
  try {
    return await work(ground);
  } finally {
    await ground.dispose();
  }
}
