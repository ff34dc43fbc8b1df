import type { AttributionSums } from '../cells/attribution-sums.js';

/** What must be the same when a ranking resumes. Lists are hashed. */
export interface RankingSettings {
  /** The number of cells. */
  readonly cells: number;
  readonly genes: string;
  /** The attribution method, as it describes itself. */
  readonly method: string;
  /** The concept vectors, and the cells of each. */
  readonly concepts: string;
  readonly donors: string;
}

/** The sums of a ranking so far, as plain data. */
export interface RankingCheckpoint {
  readonly settings: RankingSettings;
  /** How many cells are in the sums: the first ones of the inputs. */
  readonly done: number;
  /** The hash of these cells. */
  readonly inputs: string;
  /** For each explained score the attributions of the first cells, by which another encoder or method is noticed. */
  readonly probe: readonly Float32Array[];
  /** One per concept. */
  readonly sums: readonly AttributionSums[];
  /** Where it is stored, such as the path of its file, for messages. Default `'the checkpoint'`. */
  readonly source?: string | undefined;
}

/**
 * Stores the checkpoints of a ranking: `rankingCheckpoint(file)` of `@csm/evaluate/node`, or an object with two functions that you
 * write.
 */
export interface RankingCheckpointStore {
  /** Loads the latest checkpoint; undefined if none was saved. */
  load(): Promise<RankingCheckpoint | undefined>;
  /**
   * Replaces the previous checkpoint. If it is interrupted, either the new checkpoint or the previous one must be left,
   * complete. The arrays change after the promise has resolved.
   */
  save(checkpoint: RankingCheckpoint): Promise<void>;
}
