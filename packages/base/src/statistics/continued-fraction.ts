/** 1 + n₁ / (1 + n₂ / (1 + …)), by the modified Lentz algorithm (Thompson & Barnett 1986; DLMF 3.10(iii)). */
export function continuedFraction(numerator: (k: number) => number): number {
  const least = 1e-300;
  let [value, c, d] = [1, 1, 0];
  for (let k = 1, change = 0; Math.abs(change - 1) > Number.EPSILON; k++) {
    const n = numerator(k);
    d = 1 / (1 + n * d || least);
    c = 1 + n / c || least;
    change = c * d;
    value *= change;
  }
  return value;
}
