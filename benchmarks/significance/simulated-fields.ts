import { keyedNormal, keyedRandom } from '@csm/base';

/** Spots on a hexagonal grid within an irregular outline, about as many as the 2016 array has on a bulb. */
export function irregularTissue(): { x: number[]; y: number[] } {
  const [x, y]: [number[], number[]] = [[], []];
  for (let row = -13; row <= 13; row++) {
    for (let column = -13; column <= 13; column++) {
      const [a, b] = [column + (row % 2 === 0 ? 0 : 0.5), (row * Math.sqrt(3)) / 2];
      const angle = Math.atan2(b, a);
      if (Math.hypot(a, b) > 8.8 * (1 + 0.2 * Math.cos(2 * angle + 0.5) + 0.12 * Math.cos(3 * angle)))
        continue;
      x.push(a);
      y.push(b);
    }
  }
  return { x, y };
}

/**
 * A random field whose correlation falls with the squared distance, exp(−d² / 2ℓ²), as a sum of 200 random waves, plus noise without
 * neighbours of this share of the variance.
 */
export function smoothField(
  { x, y }: { x: readonly number[]; y: readonly number[] },
  { length, noise, seed }: { length: number; noise: number; seed: number },
): Float64Array {
  const normal = keyedNormal('simulation', 'field', length, noise, seed);
  const random = keyedRandom('waves', length, noise, seed);
  const waves = Array.from({ length: 200 }, () => [
    normal() / length,
    normal() / length,
    2 * Math.PI * random(),
  ]);
  return Float64Array.from(x, (value, i) => {
    let sum = 0;
    for (const [a = 0, b = 0, phase = 0] of waves) sum += Math.cos(a * value + b * (y[i] ?? 0) + phase);
    return Math.sqrt(1 - noise) * (sum / 10) + Math.sqrt(noise) * normal();
  });
}

/** Regions of that tissue. */
export function regions({ x, y }: { x: readonly number[]; y: readonly number[] }): Record<string, boolean[]> {
  const places = x.map((value, i) => [value, y[i] ?? 0] as const);
  const patches = smoothField({ x, y }, { length: 2, noise: 0, seed: 1 });
  return {
    disc: places.map(([a, b]) => Math.hypot(a, b) < 5),
    ring: places.map(([a, b]) => Math.hypot(a, b) > 4 && Math.hypot(a, b) < 6.5),
    half: places.map(([a]) => a > 1),
    patches: Array.from(patches, (value) => value > 0.4),
  };
}
