/**
 * Results of an independent PyTorch run of the same recipe (replicates 1, 11 and 12, two seeds; mean of 12 cases of GCL, GL
 * and ONL): ROC AUC of single genes, of the mean over the 50 genes, and of random concept vectors. Quoted from
 * `../shared/reference-run`, with the row names of our own table.
 */
export const referenceFigures: Readonly<Record<string, { genes?: number; mean?: number; random?: number }>> =
  {
    'raw counts': { genes: 0.731, mean: 0.871 },
    'counts per 10,000': { mean: 0.895 },
    'decoded concept': { mean: 0.823 },
    gradient: { genes: 0.736, random: 0.494, mean: 0.809 },
    'input × gradient': { genes: 0.733, random: 0.491, mean: 0.832 },
    'integrated gradients (50, zeros)': { genes: 0.761, random: 0.501, mean: 0.851 },
    'guided backprop': { genes: 0.69, random: 0.657, mean: 0.748 },
    'rectified gradient 95, border mask': { genes: 0.682, random: 0.677, mean: 0.789 },
    'rectified gradient 95': { genes: 0.694, random: 0.69, mean: 0.819 },
    'rectified gradient 80': { genes: 0.713, random: 0.703, mean: 0.833 },
  };
