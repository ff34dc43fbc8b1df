import type { CheckpointStore, TrainingCheckpoint } from '../src/training/checkpoint/training-checkpoint.js';

/** Keeps the last checkpoint in memory, and counts the saves. */
export function memoryCheckpoint(): CheckpointStore & { saves: number } {
  let last: TrainingCheckpoint | undefined;
  const store = {
    saves: 0,
    load: async () => last,
    save: async (checkpoint: TrainingCheckpoint) => {
      store.saves++;
      last = structuredClone(checkpoint);
    },
  };
  return store;
}
