import { largest, mean } from '@csm/base';

/** What the score of a concept says of the batch. */
export interface BatchShift {
  /** Number of batches among the cells. */
  readonly batches: number;
  /** Number of batches that have cells with the concept and cells without it. */
  readonly shared: number;
  /**
   * Difference of the mean scores of cells with and without the concept in the same batch; the mean over batches, weighted by
   * n₊ n₋ / (n₊ + n₋). NaN if no batch has both.
   */
  readonly ofConcept: number;
  /**
   * Largest absolute difference between the mean score of the cells of one batch and that of the other batches, among cells with the
   * same label; the weighted mean over the two labels. NaN if there is only one batch per label.
   */
  readonly ofBatch: number;
}

/** A score of a cell and its batch. */
export interface ScoredCell {
  readonly score: number;
  readonly batch: string;
}

/** Compares how far the concept moves the score within a batch with how far the batch moves it among cells of one label. */
export function batchShift(positives: readonly ScoredCell[], negatives: readonly ScoredCell[]): BatchShift {
  const names = [...new Set([...positives, ...negatives].map(({ batch }) => batch))];
  const [up, down] = [scoresByBatch(positives), scoresByBatch(negatives)];
  const ofBatch = names.map((name) =>
    weightedDifference(
      [up, down].map((side) => [
        side.get(name) ?? [],
        [...side].flatMap(([batch, scores]) => (batch === name ? [] : scores)),
      ]),
    ),
  );
  const known = ofBatch.filter((value) => !Number.isNaN(value)).map(Math.abs);
  return {
    batches: names.length,
    shared: names.filter((name) => up.has(name) && down.has(name)).length,
    ofConcept: weightedDifference(names.map((name) => [up.get(name) ?? [], down.get(name) ?? []])),
    ofBatch: known.length === 0 ? Number.NaN : largest(known),
  };
}

/** Mean of the differences of means of pairs of groups, weighted by the inverse variance of equal spreads: n m / (n + m). */
function weightedDifference(pairs: readonly (readonly (readonly number[])[])[]): number {
  let [sum, weights] = [0, 0];
  for (const [one = [], other = []] of pairs) {
    if (one.length === 0 || other.length === 0) continue;
    const weight = (one.length * other.length) / (one.length + other.length);
    sum += weight * (mean(one) - mean(other));
    weights += weight;
  }
  return weights === 0 ? Number.NaN : sum / weights;
}

function scoresByBatch(cells: readonly ScoredCell[]): Map<string, number[]> {
  const scores = new Map<string, number[]>();
  for (const { score, batch } of cells) {
    const list = scores.get(batch);
    if (list === undefined) scores.set(batch, [score]);
    else list.push(score);
  }
  return scores;
}
