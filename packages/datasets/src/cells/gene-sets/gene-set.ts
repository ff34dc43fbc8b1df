/** A named list of genes, such as a pathway or the markers of a cell type. */
export interface GeneSet {
  readonly name: string;
  /** What the file says about the set: a sentence, or the address of its page. */
  readonly description?: string | undefined;
  /** The names of the genes, unique. */
  readonly genes: readonly string[];
}
