/**
 * Directions that are equally likely: vectors of independent normal numbers, by Box & Muller 1958.
 * @returns a function that draws the next one.
 */
export function randomDirections(size: number, random: () => number): () => Float32Array {
  // 1 − u, because u may be 0, but not 1.
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return () => Float32Array.from({ length: size }, normal);
}
