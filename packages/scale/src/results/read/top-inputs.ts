import type { ShardScores } from './results.js';

/** An input with its score. */
export interface ScoredRow {
  readonly row: number;
  readonly score: number;
}

/**
 * The highest scores of several shards, or the lowest. Shards are read in the order of their best score, until that of the next is not
 * good enough.
 * @param shards with the best score of each.
 */
export async function topRows(
  shards: readonly { readonly shard: number; readonly best: number }[],
  k: number,
  lowest: boolean,
  read: (shard: number) => Promise<ShardScores>,
): Promise<ScoredRow[]> {
  const better = (a: number, b: number) => (lowest ? a < b : a > b);
  const order = (a: ScoredRow, b: ScoredRow) =>
    a.score === b.score ? a.row - b.row : better(a.score, b.score) ? -1 : 1;
  let top: ScoredRow[] = [];
  for (const { shard, best } of [...shards].sort((a, b) => (better(a.best, b.best) ? -1 : 1))) {
    const worst = top.length < k ? undefined : top[k - 1]!.score;
    if (worst !== undefined && better(worst, best)) break;
    const { first, scores } = await read(shard);
    const candidates: ScoredRow[] = [];
    scores.forEach((score, i) => {
      if (worst === undefined || !better(worst, score)) candidates.push({ row: first + i, score });
    });
    top = [...top, ...candidates].sort(order).slice(0, k);
  }
  return top;
}
