/** A concept as two groups of cells: those with it and those that it is compared with. */
export interface CellGroup {
  /** The name of the concept, such as `'CD14 monocyte'`. */
  readonly name: string;
  /** Indices of the cells with the concept, ascending. */
  readonly positives: Uint32Array;
  /** Indices of the cells that lack it, ascending. Cells of neither side are left out, such as those without a label. */
  readonly negatives: Uint32Array;
  /** How the groups were made, for figures and tables: `'CD14 protein ≥ 512 against ≤ 128'`. */
  readonly description: string;
}
