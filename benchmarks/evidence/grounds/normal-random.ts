/** Normal random numbers with mean 0 and variance 1, from uniform ones: Box & Muller 1958, one number for two draws. */
export function normalRandom(uniform: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
