import { invalidFile } from '@csm/base';
import type { SparseCounts } from './spatial-counts.js';

/** Names that {@link canonicalCounts} uses in its messages. */
export interface CountsNames {
  /** The beginning of every message: function and file. */
  readonly where: string;
  readonly spots: readonly string[];
  readonly genes: readonly string[];
  readonly onWarning: (message: string) => void;
  /** Advice for an invalid count, at the end of the message. Default: download or copy the file again. */
  readonly advice?: string | undefined;
}

/**
 * Brings entries by gene into scipy's canonical format: the spots of each gene in ascending order (with a warning if they
 * were not), no stored zeros. The arrays are changed in place.
 *
 * @throws naming gene and spot: if an entry is a duplicate, and if a value is negative or not finite.
 */
export function canonicalCounts({ indptr, spots, values }: SparseCounts, names: CountsNames): SparseCounts {
  let unsorted = 0;
  for (let gene = 0; gene + 1 < indptr.length; gene++) {
    if (sortGene(spots, values, indptr[gene]!, indptr[gene + 1]!)) unsorted++;
  }
  if (unsorted > 0) {
    names.onWarning(
      `${names.where}: the spots of ${unsorted} of ${names.genes.length} genes are not in ascending order in the file; they get sorted.`,
    );
  }
  const kept = new Uint32Array(indptr.length);
  let to = 0;
  for (let gene = 0; gene + 1 < indptr.length; gene++) {
    let before = -1;
    for (let at = indptr[gene]!; at < indptr[gene + 1]!; at++) {
      const [value, spot] = [values[at]!, spots[at]!];
      if (spot === before) throw duplicateEntry(gene, spot, names);
      if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) throw invalidCount(gene, spot, value, names);
      before = spot;
      if (value === 0) continue;
      spots[to] = spot;
      values[to++] = value;
    }
    kept[gene + 1] = to;
  }
  if (to === values.length) return { indptr: kept, spots, values };
  return { indptr: kept, spots: spots.slice(0, to), values: values.slice(0, to) };
}

/** Sorts the entries from `start` to `end` by spot. Returns whether they were unsorted. */
function sortGene(spots: Uint32Array, values: Float32Array, start: number, end: number): boolean {
  let at = start + 1;
  while (at < end && spots[at - 1]! <= spots[at]!) at++;
  if (at >= end) return false;
  const [oldSpots, oldValues] = [spots.slice(start, end), values.slice(start, end)];
  const order = Uint32Array.from(oldSpots.keys()).sort((a, b) => (oldSpots[a] ?? 0) - (oldSpots[b] ?? 0));
  for (const [i, from] of order.entries()) {
    spots[start + i] = oldSpots[from] ?? 0;
    values[start + i] = oldValues[from] ?? 0;
  }
  return true;
}

function duplicateEntry(gene: number, spot: number, { where, spots, genes }: CountsNames): Error {
  return invalidFile(
    `${where}: expected one entry per gene and spot; gene "${genes[gene]}" at spot "${spots[spot]}" has a duplicate.`,
  );
}

function invalidCount(gene: number, spot: number, value: number, names: CountsNames): Error {
  const { where, spots, genes, advice = 'download or copy the file again' } = names;
  return invalidFile(
    `${where}: the count of gene "${genes[gene]}" at spot "${spots[spot]}" must be a finite float32 number of at least 0; ` +
      `got ${value}; ${advice}.`,
  );
}
