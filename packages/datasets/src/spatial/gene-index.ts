import { invalidArgument, shown, validNames } from '@csm/base';

/** Genes by name: `SpatialCounts`, or the result of `geneRasters`. */
export interface NamedGenes {
  readonly genes: readonly string[];
  readonly geneIds?: readonly string[] | undefined;
  /** Genes that were left out because they have no count on the grid. */
  readonly allZeroGenes?: readonly string[] | undefined;
  /** Genes that were left out because they have counts at too few spots. */
  readonly rareGenes?: readonly string[] | undefined;
}

/**
 * The index of a gene in `genes`: the row of its picture or of its latent.
 *
 * @throws if there is no such gene. The error says whether the gene has no picture, whether the name is an id or differs
 * only in case from a gene, and otherwise lists the genes with the most similar names.
 *
 * @example
 * const { genes, images } = rasters;
 * const latent = latents.pick(geneIndex(rasters, 'Penk'));
 * @category Genes and spots
 */
export function geneIndex(named: NamedGenes, gene: string): number {
  if (!Array.isArray(named?.genes)) {
    throw invalidArgument(
      `geneIndex: expected an object with gene names, such as SpatialCounts or the result of geneRasters; got ${shown(named)}.`,
    );
  }
  const index = named.genes.indexOf(gene);
  if (index < 0) throw unknownGene('geneIndex', named, gene);
  return index;
}

/** The error about a gene that is not among `genes`. */
export function unknownGene(caller: string, named: NamedGenes, gene: unknown) {
  return invalidArgument(
    `${caller}: unknown gene ${JSON.stringify(gene)}; ${geneHint(named, String(gene))}.`,
  );
}

const ENSEMBL_ID = /^ENS[A-Z]*G\d+/;

/** Why there is no such gene, and which gene may be meant: the end of an error about it. */
export function geneHint({ genes, geneIds = [], allZeroGenes, rareGenes }: NamedGenes, gene: string): string {
  if (allZeroGenes?.includes(gene)) return 'it has no picture, because it has no counts on the grid';
  if (rareGenes?.includes(gene)) {
    return 'it has no picture, because it has counts at fewer than minSpots spots; pass a smaller minSpots to geneRasters';
  }
  const named = genes[indexOfId(geneIds, gene)];
  if (named !== undefined) return `this is the id of the gene "${named}"; pass its name`;
  const sameButCase = genes.find((name) => name.toLowerCase() === gene.toLowerCase());
  if (sameButCase !== undefined) return `the gene "${sameButCase}" differs only in case; pass this name`;
  const [first] = genes;
  if (first !== undefined && ENSEMBL_ID.test(first) && !ENSEMBL_ID.test(gene)) {
    return `the genes are named by their Ensembl ids, such as "${first}"; pass the id of the gene`;
  }
  return validNames('genes', gene, genes);
}

/** Ids are compared without their version, such as the `.5` of `ENSMUSG00000045573.5`. */
function indexOfId(ids: readonly string[], gene: string): number {
  const plain = (id: string) => id.replace(/\.\d+$/, '').toLowerCase();
  const wanted = plain(gene);
  return ids.findIndex((id) => plain(id) === wanted);
}
