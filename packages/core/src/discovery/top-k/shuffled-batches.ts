/** Draws batches; each pass over the examples has its own order, and its last batch may be smaller. */
export function shuffledBatches(
  examples: Float32Array,
  size: number,
  batchSize: number,
  random: () => number,
): () => Float32Array {
  const order = Int32Array.from({ length: examples.length / size }, (_, i) => i);
  let at = order.length;
  return () => {
    if (at >= order.length) {
      at = 0;
      for (let i = order.length - 1; i > 0; i--) {
        const other = Math.floor(random() * (i + 1));
        [order[i], order[other]] = [order[other]!, order[i]!];
      }
    }
    const rows = order.subarray(at, at + batchSize);
    at += batchSize;
    const batch = new Float32Array(rows.length * size);
    for (const [i, row] of rows.entries())
      batch.set(examples.subarray(row * size, (row + 1) * size), i * size);
    return batch;
  };
}
