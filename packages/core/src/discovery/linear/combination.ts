/** The linear combination of vectors of the same length, Σⱼ weight(j) vⱼ. */
export function combination(vectors: readonly Float64Array[], weight: (j: number) => number): Float64Array {
  const sum = new Float64Array(vectors[0]?.length ?? 0);
  for (const [j, vector] of vectors.entries()) {
    const factor = weight(j);
    for (let k = 0; k < sum.length; k++) sum[k]! += factor * vector[k]!;
  }
  return sum;
}
