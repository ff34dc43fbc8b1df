import { firstRepeated, uniqueNames } from '../../tables/unique-names.js';
import type { SparseCounts } from '../spatial-counts.js';

/** A feature of a 10x matrix: a gene, or something else that was counted. */
export interface Feature {
  readonly id: string;
  readonly name: string;
  /** `'Gene Expression'` for genes; '' where the file does not say. */
  readonly type: string;
}

/** A 10x feature-barcode matrix. */
export interface FeatureMatrix {
  readonly barcodes: readonly string[];
  readonly features: readonly Feature[];
  /** By feature. */
  readonly counts: SparseCounts;
}

/** Throws on an empty list, and on a barcode or the id of a feature that comes twice. */
export function checkNames(where: string, barcodes: readonly string[], features: readonly Feature[]): void {
  if (barcodes.length === 0 || features.length === 0) {
    throw new Error(
      `${where}: expected counts; got ${barcodes.length} barcodes and ${features.length} genes`,
    );
  }
  const barcode = firstRepeated(barcodes);
  if (barcode) {
    throw new Error(
      `${where}: barcode "${barcode.name}" comes twice, as ${barcode.first + 1} and ${barcode.second + 1}; keep one`,
    );
  }
  const id = firstRepeated(features.map((feature) => feature.id));
  if (id) {
    throw new Error(
      `${where}: gene id "${id.name}" comes twice, as ${id.first + 1} and ${id.second + 1}; merge or rename one of the two`,
    );
  }
}

/**
 * The genes of a matrix: features of another type (antibodies) are left out, symbols that several ids share are made
 * different, and both is said. Symbols are not unique in 10x's references; ids are.
 */
export function genesOf(
  { features, counts }: Pick<FeatureMatrix, 'features' | 'counts'>,
  where: string,
  onWarning: (message: string) => void,
): { genes: string[]; geneIds: string[]; counts: SparseCounts } {
  const kept = [...features.keys()].filter((at) => ['', 'Gene Expression'].includes(features[at]!.type));
  if (kept.length === 0) {
    const types = [...new Set(features.map(({ type }) => type))].slice(0, 5);
    throw new Error(`${where}: expected features of type "Gene Expression"; there are: ${types.join(', ')}`);
  }
  if (kept.length < features.length) {
    onWarning(`${where}: ${features.length - kept.length} features that are no genes are left out`);
  }
  const { names, repeated } = uniqueNames(kept.map((at) => features[at]!.name || features[at]!.id));
  if (repeated.length > 0) {
    onWarning(
      `${where}: ${repeated.length} gene symbols belong to several ids (${repeated.slice(0, 3).join(', ')}, …); ` +
        `the later ones are called ${repeated[0]}-1 and so on`,
    );
  }
  return {
    genes: names,
    geneIds: kept.map((at) => features[at]!.id),
    counts: kept.length === features.length ? counts : selectGenes(counts, kept),
  };
}

function selectGenes({ indptr, spots, values }: SparseCounts, kept: readonly number[]): SparseCounts {
  const starts = new Uint32Array(kept.length + 1);
  for (const [to, gene] of kept.entries()) starts[to + 1] = starts[to]! + indptr[gene + 1]! - indptr[gene]!;
  const selected = {
    spots: new Uint32Array(starts[kept.length]!),
    values: new Float32Array(starts[kept.length]!),
  };
  for (const [to, gene] of kept.entries()) {
    selected.spots.set(spots.subarray(indptr[gene], indptr[gene + 1]), starts[to]);
    selected.values.set(values.subarray(indptr[gene], indptr[gene + 1]), starts[to]);
  }
  return { indptr: starts, ...selected };
}
