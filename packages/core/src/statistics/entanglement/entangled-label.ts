/** How well a score tells the examples with a label from those without it. */
export interface LabelAuc {
  /** The number of examples with the label and without it. */
  readonly positives: number;
  readonly negatives: number;
  /** Undefined if one of the two is below 10, which is too few. */
  readonly auc: number | undefined;
  /** Confidence interval of the AUC (DeLong). With 10 examples on a side it misses the true value in 8 % instead of 5 %. */
  readonly interval: readonly [lower: number, upper: number] | undefined;
}

/** How a concept's score and another label are related. */
export interface EntangledLabel {
  /** The other label. */
  readonly name: string;
  /** Correlation of the two labels in the examples, −1 to 1; NaN if one of them is the same for all. */
  readonly phi: number;
  /** Of all examples. Differs from 0.5 even if only the labels are correlated. */
  readonly overall: LabelAuc;
  /** Of the examples that have the concept's own label. */
  readonly withConcept: LabelAuc;
  /** Of the examples that lack it. */
  readonly withoutConcept: LabelAuc;
  /**
   * The average of the two, with weights n₊n₋ / (n₊ + n₋ + 1). Away from 0.5 if the label moves the score of examples that agree in
   * the concept's own label.
   */
  readonly within: LabelAuc;
  /** p-value of `within` (van Elteren's test), adjusted for all labels by `benjaminiHochberg`; NaN if there are too few examples. */
  readonly q: number;
  /** `'entangled'` if q ≤ 1 − confidence. `'not shown'` does not prove that the label has no effect. */
  readonly verdict: 'entangled' | 'not shown' | 'too few';
  /** The verdict in words. */
  readonly sentence: string;
}

/** The verdict in words. */
export function sentenceOf(
  { name, within, verdict }: Omit<EntangledLabel, 'sentence'>,
  concept: string,
  of: string,
  confidence: number,
): string {
  const among = `among examples that agree in "${of}"`;
  if (within.auc === undefined || within.interval === undefined) {
    return (
      `Too few examples to tell whether "${name}" moves the score of "${concept}": 10 with "${name}" and 10 without it ` +
      `are needed ${among}.`
    );
  }
  const [lower, upper] = within.interval.map((end) => end.toFixed(2));
  const auc = `AUC ${within.auc.toFixed(2)}, ${Number((100 * confidence).toPrecision(3))} % interval ${lower} to ${upper}`;
  return verdict === 'entangled'
    ? `"${name}" moves the score of "${concept}" ${among} (${auc}); partialConcept holds it constant.`
    : `"${name}" is not shown to move the score of "${concept}" ${among} (${auc}).`;
}
