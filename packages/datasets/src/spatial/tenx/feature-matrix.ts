import { invalidFile, validNames } from '@csm/base';
import { firstDuplicate, uniqueNames } from '../../tables/unique-names.js';
import type { SparseCounts } from '../spatial-counts.js';

/** A feature of a 10x matrix: a gene, or something else that was counted. */
export interface Feature {
  readonly id: string;
  readonly name: string;
  /** `'Gene Expression'` for genes; empty if the file does not specify it. */
  readonly type: string;
  /** The genome of the reference; undefined if the file does not specify it. */
  readonly genome?: string | undefined;
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

/** Options of {@link genesOf}. */
export interface GenesOptions {
  /** Only the genes of this genome. Default: those of all. */
  readonly genome?: string | undefined;
  /** The types of other features that are read as arrays. Undefined if the reader cannot read others. */
  readonly arrays?: readonly string[] | undefined;
  readonly onWarning: (message: string) => void;
}

const isGene = ({ type }: Feature) => type === '' || type === 'Gene Expression';

/**
 * Selects the genes of a matrix, with a warning for each change: features of another type (antibodies) are left out, and
 * symbols that several ids share are made unique. In 10x's references ids are unique, symbols are not.
 */
export function genesOf(
  { features, counts }: Pick<FeatureMatrix, 'features' | 'counts'>,
  where: string,
  { genome, arrays, onWarning }: GenesOptions,
): { genes: string[]; geneIds: string[]; counts: SparseCounts } {
  const all = [...features.entries()].filter(([, feature]) => isGene(feature));
  if (all.length === 0) {
    const types = [...new Set(features.map(({ type }) => type))].slice(0, 5);
    throw invalidFile(
      `${where}: expected features of type "Gene Expression"; the types are: ${types.join(', ')}.`,
    );
  }
  const unread = features.filter((feature) => !isGene(feature) && !arrays?.includes(feature.type));
  if (unread.length > 0) {
    const types = [...new Set(unread.map(({ type }) => `'${type}'`))].join(', ');
    onWarning(
      `${where}: features that are not genes are left out (${unread.length} of ${features.length})` +
        `${arrays ? `; read them with { arrays: [${types}] }` : ''}.`,
    );
  }
  const kept = genome === undefined ? all : all.filter(([, feature]) => feature.genome === genome);
  if (kept.length === 0) {
    const genomes = [...new Set(all.flatMap(([, feature]) => feature.genome ?? []))];
    throw invalidFile(
      `${where}: expected genes of genome "${genome}"; ${validNames('genomes', genome ?? '', genomes)}.`,
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
