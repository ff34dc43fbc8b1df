/** The rows of genes by descending score; of equal scores, in the given order. */
export function ranked(scores: ArrayLike<number>, order: readonly number[]): number[] {
  return [...order].sort((a, b) => scores[b]! - scores[a]!);
}

/** Average precision, Σ (Rₙ − Rₙ₋₁) Pₙ: the mean, over the true genes, of the precision down to each of them. */
export function averagePrecision(ranking: readonly number[], isTrue: (gene: number) => boolean): number {
  let [found, sum] = [0, 0];
  for (const [place, gene] of ranking.entries()) {
    if (!isTrue(gene)) continue;
    found++;
    sum += found / (place + 1);
  }
  return sum / found;
}

/** The share of the first k genes that are of a kind. */
export function shareOfFirst(ranking: readonly number[], k: number, isOf: (gene: number) => boolean): number {
  return ranking.slice(0, k).filter(isOf).length / k;
}
