import type { RankedConcept } from '../analysis/cells-analysis.js';
import type { CellsData } from '../data/open-cells-data.js';
import type { CellModel } from '../model/cell-model.js';

/** A file of the folder, and what it contains. */
export interface WrittenFile {
  readonly name: string;
  readonly content: string;
}

/** Everything that tables, figures and the page show. */
export interface CellsResults {
  readonly data: CellsData;
  /** What was chosen when the data were read, in words. */
  readonly notes: readonly string[];
  readonly models: readonly Pick<CellModel, 'name' | 'description'>[];
  /** The attribution method with its settings. */
  readonly method: string;
  readonly concepts: readonly RankedConcept[];
  /** Concepts that were left out, with the reason. */
  readonly leftOut: readonly string[];
  /** The settings of the run, as in `run.json`. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly files: readonly WrittenFile[];
}
