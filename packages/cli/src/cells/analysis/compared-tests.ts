import type { RankedConcept } from './cells-analysis.js';
import { firstGenes, TOP } from './first-genes.js';

/** Where the ranking of the encoder and a plain test of the counts differ. */
export interface ComparedTests {
  readonly top: number;
  /** The number of genes among the first of both. */
  readonly shared: number;
  /** Genes among the first of the encoder, but not of the test, as indices; and the reverse. */
  readonly onlyEncoder: readonly number[];
  readonly onlyTest: readonly number[];
}

/** Compares the first genes of the encoder with those of the test, among the genes of the model. */
export function comparedTests({ ranking, test }: Pick<RankedConcept, 'ranking' | 'test'>): ComparedTests {
  const top = Math.min(TOP, ranking.genes.length);
  const encoder = firstGenes(ranking.attribution, top);
  // Genes that the cells lack may raise the score as well, so both signs of the test count.
  const tested = firstGenes(test.z.map(Math.abs), top);
  const [inEncoder, inTest] = [new Set(encoder), new Set(tested)];
  return {
    top,
    shared: encoder.filter((gene) => inTest.has(gene)).length,
    onlyEncoder: encoder.filter((gene) => !inTest.has(gene)),
    onlyTest: tested.filter((gene) => !inEncoder.has(gene)),
  };
}
