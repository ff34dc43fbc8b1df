import { invalidFile } from '@csm/base';
import { firstDuplicate, uniqueNames } from '../../tables/unique-names.js';
import type { SparseCounts } from '../spatial-counts.js';

/** A feature of a 10x matrix: a gene, or something else that was counted. */
export interface Feature {
  readonly id: string;
  readonly name: string;
  /** `'Gene Expression'` for genes; empty if the file does not specify it. */
  readonly type: string;
}

/** A 10x feature-barcode matrix. */
export interface FeatureMatrix {
  readonly barcodes: readonly string[];
  readonly features: readonly Feature[];
  /** By feature. */
  readonly counts: SparseCounts;
}

/** @throws if there are no barcodes or features, and if a barcode or the id of a feature is a duplicate. */
export function checkFeatureNames(
  where: string,
  barcodes: readonly string[],
  features: readonly Feature[],
): void {
  if (barcodes.length === 0 || features.length === 0) {
    throw invalidFile(
      `${where}: expected at least one barcode and one feature; got ${barcodes.length} barcodes and ${features.length} features.`,
    );
  }
  const barcode = firstDuplicate(barcodes);
  if (barcode) {
    const { name, first, second } = barcode;
    throw invalidFile(
      `${where}: barcodes must be unique; barcodes ${first + 1} and ${second + 1} are both "${name}"; keep one of the two.`,
    );
  }
  const id = firstDuplicate(features.map((feature) => feature.id));
  if (id) {
    const { name, first, second } = id;
    throw invalidFile(
      `${where}: feature ids must be unique; features ${first + 1} and ${second + 1} are both "${name}"; merge or rename one of them.`,
    );
  }
}

/**
 * Selects the genes of a matrix, with a warning for each change: features of another type (antibodies) are left out, and
 * symbols that several ids share are made unique. In 10x's references ids are unique, symbols are not.
 */
export function genesOf(
  { features, counts }: Pick<FeatureMatrix, 'features' | 'counts'>,
  where: string,
  onWarning: (message: string) => void,
): { genes: string[]; geneIds: string[]; counts: SparseCounts } {
  const kept = [...features.entries()].filter(([, { type }]) => ['', 'Gene Expression'].includes(type));
  if (kept.length === 0) {
    const types = [...new Set(features.map(({ type }) => type))].slice(0, 5);
    throw invalidFile(
      `${where}: expected features of type "Gene Expression"; the types are: ${types.join(', ')}.`,
    );
  }
  if (kept.length < features.length) {
    onWarning(
      `${where}: features that are not genes are left out (${features.length - kept.length} of ${features.length}).`,
    );
  }
  const { names, duplicates } = uniqueNames(kept.map(([, { name, id }]) => name || id));
  if (duplicates.length > 0) {
    onWarning(
      `${where}: gene symbols that several ids share are made unique (${duplicates[0]} becomes ${duplicates[0]}-1 and so on; ` +
        `${duplicates.length} such symbols).`,
    );
  }
  const rows = kept.map(([row]) => row);
  return {
    genes: names,
    geneIds: kept.map(([, { id }]) => id),
    counts: kept.length === features.length ? counts : selectGenes(counts, rows),
  };
}

function selectGenes({ indptr, spots, values }: SparseCounts, kept: readonly number[]): SparseCounts {
  const runs = kept.map((gene) => [indptr[gene] ?? 0, indptr[gene + 1] ?? 0] as const);
  const total = runs.reduce((sum, [start, end]) => sum + end - start, 0);
  const selected = {
    indptr: new Uint32Array(kept.length + 1),
    spots: new Uint32Array(total),
    values: new Float32Array(total),
  };
  let to = 0;
  for (const [gene, [start, end]] of runs.entries()) {
    selected.spots.set(spots.subarray(start, end), to);
    selected.values.set(values.subarray(start, end), to);
    to += end - start;
    selected.indptr[gene + 1] = to;
  }
  return selected;
}
