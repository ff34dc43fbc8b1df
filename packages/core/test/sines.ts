import ndarray from 'ndarray';

/** Irregular numbers from −2 to 2, the same for the same seed. */
export const sines = (count: number, seed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(seed * 12.9898 + i * 78.233) * 2);

/** Latents of 20 examples that have a concept, `[20, 3]`. */
export const positives = ndarray(
  sines(60, 1).map((value, i) => value + ([0.5, 0, 0.3][i % 3] ?? 0)),
  [20, 3],
);

/** Latents of 25 examples that lack it, `[25, 3]`. */
export const negatives = ndarray(sines(75, 2), [25, 3]);

/** Numbers like {@link sines}, rounded to halves, which makes ties. */
export const halves = (count: number, seed: number): Float32Array =>
  sines(count, seed).map((value) => Math.round(value * 2) / 2);
