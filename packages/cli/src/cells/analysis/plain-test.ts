import type { PlainTest } from './cells-analysis.js';
import { firstGenes } from './first-genes.js';

/** The rank-sum test of all genes of the data. */
export interface DifferenceTest {
  readonly genes: readonly string[];
  readonly z: ArrayLike<number>;
  readonly q: ArrayLike<number>;
  readonly logFoldChange: ArrayLike<number>;
}

/** The number of genes outside the model that are named. */
const OUTSIDE = 5;

/** The test in the order of the genes of the model. Genes that the data lack have NaN. */
export function plainTest(found: DifferenceTest, genes: readonly string[]): PlainTest {
  const at = new Map(found.genes.map((gene, index) => [gene, index]));
  const rank = new Uint32Array(found.genes.length);
  const order = firstGenes(Array.from(found.z, Math.abs), found.genes.length);
  for (const [place, gene] of order.entries()) rank[gene] = place + 1;
  const inModel = new Set(genes);
  const of = (values: ArrayLike<number>) =>
    Float64Array.from(genes, (gene) => values[at.get(gene) ?? -1] ?? Number.NaN);
  return {
    z: of(found.z),
    q: of(found.q),
    logFoldChange: of(found.logFoldChange),
    rank: Uint32Array.from(genes, (gene) => rank[at.get(gene) ?? -1] ?? 0),
    tested: found.genes.length,
    outside: order
      .filter((gene) => !inModel.has(found.genes[gene] ?? '') && (found.q[gene] ?? 1) <= 0.05)
      .slice(0, OUTSIDE)
      .map((gene) => ({
        gene: found.genes[gene] ?? '',
        z: found.z[gene] ?? Number.NaN,
        logFoldChange: found.logFoldChange[gene] ?? Number.NaN,
      })),
  };
}
