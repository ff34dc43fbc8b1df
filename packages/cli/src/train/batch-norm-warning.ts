/** Whether a warning of `trainVae` is about BatchNorm's moving averages. It does not matter if they are recomputed after the training. */
export const isOfBatchNorm = (text: string): boolean => text.includes('call recomputeBatchNorm');
