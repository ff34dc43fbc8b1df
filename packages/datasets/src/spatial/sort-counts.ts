import type { SparseCounts } from './spatial-counts.js';

/** What {@link finishCounts} needs to know of counts. */
export interface CountsNames {
  /** Begins every message. */
  readonly where: string;
  readonly spots: readonly string[];
  readonly genes: readonly string[];
  readonly onWarning: (message: string) => void;
  /** The end of the message on a value that is no count: what to do. */
  readonly advice?: string;
}

/**
 * Makes raw entries by gene into {@link SparseCounts}: sorts the spots within a gene where they are not, drops stored
 * zeros. Works in the arrays that it is given, and says what it sorted.
 * Throws on an entry that is there twice, and on a value that is negative or not finite, naming gene and spot.
 */
export function finishCounts({ indptr, spots, values }: SparseCounts, names: CountsNames): SparseCounts {
  let unsorted = 0;
  for (let gene = 0; gene + 1 < indptr.length; gene++) {
    if (sortGene(spots, values, indptr[gene]!, indptr[gene + 1]!)) unsorted++;
  }
  if (unsorted > 0) {
    names.onWarning(
      `${names.where}: the spots of ${unsorted} of ${names.genes.length} genes were not in order; they are sorted now`,
    );
  }
  const kept = new Uint32Array(indptr.length);
  let to = 0;
  for (let gene = 0; gene + 1 < indptr.length; gene++) {
    for (let at = indptr[gene]!; at < indptr[gene + 1]!; at++) {
      const [value, spot] = [values[at]!, spots[at]!];
      // Entries only move towards the front, so that the one before is still there to compare with.
      if (at > indptr[gene]! && spot === spots[at - 1]) refuseTwice(gene, spot, names);
      if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) refuseValue(gene, spot, value, names);
      if (value === 0) continue;
      spots[to] = spot;
      values[to++] = value;
    }
    kept[gene + 1] = to;
  }
  if (to === values.length) return { indptr: kept, spots, values };
  return { indptr: kept, spots: spots.slice(0, to), values: values.slice(0, to) };
}

/** Sorts the entries from `start` to `end` by spot; whether they were not. */
function sortGene(spots: Uint32Array, values: Float32Array, start: number, end: number): boolean {
  let at = start + 1;
  while (at < end && spots[at - 1]! <= spots[at]!) at++;
  if (at >= end) return false;
  const order = Uint32Array.from({ length: end - start }, (_, i) => start + i);
  order.sort((a, b) => spots[a]! - spots[b]!);
  const [oldSpots, oldValues] = [spots.slice(start, end), values.slice(start, end)];
  for (const [i, from] of order.entries()) {
    spots[start + i] = oldSpots[from - start]!;
    values[start + i] = oldValues[from - start]!;
  }
  return true;
}

function refuseTwice(gene: number, spot: number, { where, spots, genes }: CountsNames): never {
  throw new Error(
    `${where}: the count of gene "${genes[gene]}" at spot "${spots[spot]}" is there twice; expected one entry a gene and spot`,
  );
}

function refuseValue(gene: number, spot: number, value: number, names: CountsNames): never {
  const { where, spots, genes, advice = 'get the file again' } = names;
  throw new Error(
    `${where}: the count of gene "${genes[gene]}" at spot "${spots[spot]}" is ${value}; ` +
      `expected a finite float32 number of 0 or more; ${advice}`,
  );
}

/**
 * Counts by gene of entries in any order: a counting sort. The spots are either one an entry, or runs: spot s owns the
 * entries from spotRuns[s] to spotRuns[s + 1].
 */
export function entriesByGene(
  entries: { readonly genes: Uint32Array; readonly values: Float32Array } & (
    | { readonly spots: Uint32Array }
    | { readonly spotRuns: Uint32Array }
  ),
  geneCount: number,
): SparseCounts {
  const indptr = new Uint32Array(geneCount + 1);
  for (let at = 0; at < entries.genes.length; at++) indptr[entries.genes[at]! + 1]!++;
  for (let gene = 0; gene < geneCount; gene++) indptr[gene + 1]! += indptr[gene]!;
  const next = indptr.slice(0, geneCount);
  const spots = new Uint32Array(entries.genes.length);
  const values = new Float32Array(entries.genes.length);
  let run = 0;
  for (let at = 0; at < entries.genes.length; at++) {
    const to = next[entries.genes[at]!]!++;
    if ('spots' in entries) {
      spots[to] = entries.spots[at]!;
    } else {
      while (entries.spotRuns[run + 1]! <= at) run++;
      spots[to] = run;
    }
    values[to] = entries.values[at]!;
  }
  return { indptr, spots, values };
}
