import { rocAuc } from '@csm/core/statistics';

/** A score of an example, and the cell in which it is compared with others. */
export interface CellScore {
  readonly cell: string;
  readonly score: number;
}

/**
 * ROC AUC over pairs of the same cell: Σ AUC of a cell × its pairs / Σ pairs; NaN without any pair.
 *
 * Source: the stratified Mann–Whitney statistic, van Elteren 1960, with weights that count each pair once.
 */
export function aucWithinCells(positives: readonly CellScore[], negatives: readonly CellScore[]): number {
  const [up, down] = [byCell(positives), byCell(negatives)];
  let [wins, pairs] = [0, 0];
  for (const [cell, above] of up) {
    const below = down.get(cell);
    if (below === undefined) continue;
    const count = above.length * below.length;
    wins += rocAuc(above, below) * count;
    pairs += count;
  }
  return pairs === 0 ? Number.NaN : wins / pairs;
}

function byCell(scores: readonly CellScore[]): Map<string, number[]> {
  const cells = new Map<string, number[]>();
  for (const { cell, score } of scores) {
    const list = cells.get(cell);
    if (list === undefined) cells.set(cell, [score]);
    else list.push(score);
  }
  return cells;
}
