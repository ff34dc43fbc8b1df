import { correlation } from './columns.js';

/** Which code is most like a factor, and how like. */
export interface BestMatch {
  readonly code: number;
  /** |r| with the factor on data on which the code was not chosen. */
  readonly r: number;
}

/** For each factor, the code with the largest |r| on some data, and its |r| on other data. */
export function bestMatches(
  choice: { readonly codes: readonly Float64Array[]; readonly factors: readonly Float64Array[] },
  test: { readonly codes: readonly Float64Array[]; readonly factors: readonly Float64Array[] },
): BestMatch[] {
  return choice.factors.map((factor, f) => {
    const sizes = choice.codes.map((code) => Math.abs(correlation(code, factor)));
    const code = sizes.indexOf(Math.max(...sizes));
    return { code, r: Math.abs(correlation(test.codes[code]!, test.factors[f]!)) };
  });
}
