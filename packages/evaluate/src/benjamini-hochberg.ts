/**
 * p-values adjusted for the false discovery rate: qᵢ = min over j with pⱼ ≥ pᵢ of pⱼ m / rank(pⱼ), at most 1. Calling all with
 * q ≤ 0.05 discoveries makes 5 % of them false in expectation, for independent or positively dependent tests.
 *
 * Source: Benjamini & Hochberg 1995 (doi 10.1111/j.2517-6161.1995.tb02031.x).
 *
 * @throws if a p-value is not between 0 and 1.
 */
export function benjaminiHochberg(pValues: ArrayLike<number>): Float64Array {
  const p = Float64Array.from(pValues);
  const bad = p.findIndex((value) => !(value >= 0 && value <= 1));
  if (bad !== -1) {
    throw new Error(`benjaminiHochberg: p-values must be between 0 and 1; number ${bad} is ${p[bad]}.`);
  }
  const descending = Array.from(p.keys()).sort((i, j) => p[j]! - p[i]!);
  const adjusted = new Float64Array(p.length);
  let smallest = 1;
  descending.forEach((index, at) => {
    smallest = Math.min(smallest, (p[index]! * p.length) / (p.length - at));
    adjusted[index] = smallest;
  });
  return adjusted;
}
