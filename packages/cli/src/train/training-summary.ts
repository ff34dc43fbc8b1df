import type { EpochResult } from '@csm/models';

/** The last line of a training. */
export function trainingSummary(out: string, samples: number, history: readonly EpochResult[]): string {
  const last = history.at(-1);
  const loss = last === undefined ? '' : `, loss ${last.loss.toFixed(4)} after ${history.length} epochs`;
  return `${out}: a VAE of ${samples} samples${loss}; pass this folder as the model of the other commands.`;
}
