import { invalidFile } from '@csm/base';
import type { SparseCounts } from './spatial-counts.js';

/** Names that {@link canonicalCounts} uses in its messages. */
export interface CountsNames {
  /** The beginning of every message: function and file. */
  readonly where: string;
  readonly spots: readonly string[];
  readonly genes: readonly string[];
  readonly onWarning: (message: string) => void;
  /** Whether numbers below 0 are valid, as in a scaled layer. Default false. */
  readonly negative?: boolean | undefined;
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
  const runs = canonicalRuns({ indptr, others: spots, values }, (gene, spot) => ({ gene, spot }), names);
  if (runs.unsorted > 0) {
    names.onWarning(
      `${names.where}: the spots of ${runs.unsorted} of ${names.genes.length} genes are not in ascending order in the file; they get sorted.`,
    );
  }
  return { indptr: runs.indptr, spots: runs.others, values: runs.values };
}

/** The indices of a gene and a spot. */
interface EntryPlace {
  readonly gene: number;
  readonly spot: number;
}

/** Entries in runs: run r owns the entries from indptr[r] to indptr[r + 1] of `others` and `values`. */
export interface EntryRuns {
  readonly indptr: Uint32Array;
  readonly others: Uint32Array;
  readonly values: Float32Array;
}

/**
 * As {@link canonicalCounts}, for runs of genes or of spots.
 * @param placeOf the gene and spot of an entry, for messages.
 * @returns also the number of runs that were not in ascending order.
 */
export function canonicalRuns(
  { indptr, others, values }: EntryRuns,
  placeOf: (run: number, other: number) => EntryPlace,
  names: Omit<CountsNames, 'onWarning'>,
): EntryRuns & { readonly unsorted: number } {
  let unsorted = 0;
  const kept = new Uint32Array(indptr.length);
  let to = 0;
  for (let run = 0; run + 1 < indptr.length; run++) {
    const [start, end] = [indptr[run]!, indptr[run + 1]!];
    if (sortRun(others, values, start, end)) unsorted++;
    let before = -1;
    for (let at = start; at < end; at++) {
      const [value, other] = [values[at]!, others[at]!];
      if (other === before) throw duplicateEntry(placeOf(run, other), names);
      if (!(Number.isFinite(value) && (value >= 0 || names.negative))) {
        throw invalidCount(placeOf(run, other), value, names);
      }
      before = other;
      if (value === 0) continue;
      others[to] = other;
      values[to++] = value;
    }
    kept[run + 1] = to;
  }
  if (to === values.length) return { indptr: kept, others, values, unsorted };
  return { indptr: kept, others: others.slice(0, to), values: values.slice(0, to), unsorted };
}

/** Sorts the entries from `start` to `end`. Returns whether they were unsorted. */
function sortRun(others: Uint32Array, values: Float32Array, start: number, end: number): boolean {
  let at = start + 1;
  while (at < end && others[at - 1]! <= others[at]!) at++;
  if (at >= end) return false;
  const [oldOthers, oldValues] = [others.slice(start, end), values.slice(start, end)];
  const order = Uint32Array.from(oldOthers.keys()).sort((a, b) => (oldOthers[a] ?? 0) - (oldOthers[b] ?? 0));
  for (const [i, from] of order.entries()) {
    others[start + i] = oldOthers[from] ?? 0;
    values[start + i] = oldValues[from] ?? 0;
  }
  return true;
}

function duplicateEntry(
  { gene, spot }: EntryPlace,
  { where, spots, genes }: Omit<CountsNames, 'onWarning'>,
): Error {
  return invalidFile(
    `${where}: expected one entry per gene and spot; gene "${genes[gene]}" at spot "${spots[spot]}" has a duplicate.`,
  );
}

function invalidCount(
  { gene, spot }: EntryPlace,
  value: number,
  names: Omit<CountsNames, 'onWarning'>,
): Error {
  const { where, spots, genes, negative, advice = 'download or copy the file again' } = names;
  const range = negative ? '' : ' of at least 0';
  return invalidFile(
    `${where}: the count of gene "${genes[gene]}" at spot "${spots[spot]}" must be a finite float32 number${range}; ` +
      `got ${value}; ${advice}.`,
  );
}
