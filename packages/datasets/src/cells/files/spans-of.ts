/** Neighbouring rows that are read at once. */
export interface Span {
  readonly start: number;
  /** The row after the last. */
  readonly end: number;
  /** The rows that are wanted, ascending; the others between `start` and `end` are read and dropped. */
  readonly cells: Uint32Array;
}

/** How many values are read at once: 8 MB of 64-bit numbers. */
const MOST_VALUES = 1 << 20;
/** Reading this many values takes about as long as one more call of the worker. */
const MOST_SKIPPED = 1 << 13;

/**
 * Divides rows into spans, so that memory is bounded and neighbouring rows are read by one call.
 *
 * @param cells ascending, without duplicates.
 * @param positionOf where the values of a row begin.
 */
export function spansOf(cells: Uint32Array, positionOf: (cell: number) => number): Span[] {
  const spans: Span[] = [];
  let first = 0;
  const close = (end: number) => {
    if (end > first)
      spans.push({ start: cells[first]!, end: cells[end - 1]! + 1, cells: cells.slice(first, end) });
    first = end;
  };
  for (let i = 1; i < cells.length; i++) {
    const skipped = positionOf(cells[i]!) - positionOf(cells[i - 1]! + 1);
    const total = positionOf(cells[i]! + 1) - positionOf(cells[first]!);
    if (skipped > MOST_SKIPPED || total > MOST_VALUES) close(i);
  }
  close(cells.length);
  return spans;
}
