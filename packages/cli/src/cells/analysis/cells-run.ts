import type { CellGroup } from '@csm/datasets';
import type { NamedGenes } from '@csm/evaluate';
import type { NdArray } from 'ndarray';
import type { CommandRun } from '../../terminal/command-run.js';
import type { CellsData } from '../data/open-cells-data.js';
import type { CellModel } from '../model/cell-model.js';
import type { DifferenceTest } from './plain-test.js';

/** A model and the latents of all cells by it. */
export interface EncodedModel {
  readonly model: CellModel;
  readonly latents: NdArray<Float32Array>;
}

/** What all concepts of a run share. */
export interface CellsRun {
  readonly data: CellsData;
  /** The first one is shown; the others say whether its ranking survives. */
  readonly models: readonly [EncodedModel, ...EncodedModel[]];
  /**
   * The donor and the batch of every cell. Undefined if they are not known. A batch that was not named is only compared with the score.
   */
  readonly donors?: readonly string[] | undefined;
  readonly batches?:
    | { readonly column: string; readonly of: readonly string[]; readonly isGuessed: boolean }
    | undefined;
  /** The column of `obs` that seems to hold the donors, if `--donor` names no column. */
  readonly likelyDonors?: { readonly column: string; readonly of: readonly string[] } | undefined;
  /** Whether all values are whole numbers. */
  readonly isWhole: boolean;
  /** Tests all genes of the data between two groups of cells. */
  readonly test: (group: CellGroup) => Promise<DifferenceTest>;
  readonly sets?: readonly NamedGenes[] | undefined;
  readonly isTrained: boolean;
  readonly method: string;
  readonly steps: number;
  readonly explained: number;
  readonly permutations: number;
  readonly seed: number;
  readonly command: CommandRun;
}
