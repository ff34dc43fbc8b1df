/** From here on, Stirling's series has float64's precision. */
const LARGE = 10;

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** 1 / 12z − 1 / 360z³ + …: what Stirling's formula for lnΓ(z) lacks. Source: Abramowitz & Stegun 1964, formula 6.1.41. */
function stirlingSeries(z: number): number {
  const r = 1 / (z * z);
  return (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - (r * 691) / 360360))))) / z;
}

/** 1 / 2z + 1 / 12z² − 1 / 120z⁴ + …: ln z − ψ(z). Source: Abramowitz & Stegun 1964, formula 6.3.18. */
function digammaSeries(z: number): number {
  const r = 1 / (z * z);
  const even =
    r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r * (1 / 132 - (r * 691) / 32760)))));
  return 0.5 / z + even;
}

/** lnΓ(z) for z > 0. */
export function logGamma(z: number): number {
  let shifted = z;
  let product = 1;
  for (; shifted < LARGE; shifted++) product *= shifted;
  const stirling = (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_TWO_PI + stirlingSeries(shifted);
  return stirling - Math.log(product);
}

/**
 * lnΓ(z + x) − lnΓ(z) − x ln(1 + z) for z > 0 and x ≥ 0, without cancellation for a large z.
 * The recurrence Γ(z + 1) = z Γ(z) moves both arguments above 10.
 */
export function logGammaRise(z: number, x: number): number {
  let shifted = z;
  let product = 1;
  for (; shifted < LARGE; shifted++) product *= 1 + x / shifted;
  const series = stirlingSeries(shifted + x) - stirlingSeries(shifted);
  const rise = (shifted + x - 0.5) * Math.log1p(x / shifted) - x + series;
  return rise + x * Math.log1p((shifted - z - 1) / (1 + z)) - Math.log(product);
}

/** The derivative of {@link logGammaRise} by z: ψ(z + x) − ψ(z) − x / (1 + z). */
export function digammaRise(z: number, x: number): number {
  let shifted = z;
  let sum = 0;
  for (; shifted < LARGE; shifted++) sum += x / (shifted * (shifted + x));
  const series = digammaSeries(shifted + x) - digammaSeries(shifted);
  return Math.log1p(x / shifted) - series + sum - x / (1 + z);
}
