import type { ConceptScore, Encoder, Explainer, Run } from '@csm/core';
import { type BatchResult, checkpoint, explainBatch } from '@csm/core/extend';
import { tensor } from '@tensorflow/tfjs-core';

/** Scores that are explained at once: their maps are in memory together. */
const SCORES_AT_ONCE = 16;

/** What explains cells, for all parts of a run. */
export interface CellExplainer {
  readonly caller: string;
  readonly encoder: Encoder;
  readonly explainer: Explainer;
  readonly run: Run;
}

/** Calls `visit` with the maps and scores of each score for the cells `start` to `start + size` of the run, a few scores at a time. */
export async function explainCells(
  { caller, encoder, explainer, run }: CellExplainer,
  scores: readonly ConceptScore[],
  values: Float32Array,
  { start, size, encoderStart = start }: { start: number; size: number; encoderStart?: number },
  visit: (score: number, result: BatchResult) => void,
): Promise<void> {
  const part = encoder.slice?.(encoderStart, size) ?? encoder;
  for (let first = 0; first < scores.length; first += SCORES_AT_ONCE) {
    const some = scores.slice(first, first + SCORES_AT_ONCE);
    const partRun = { ...run, firstSample: start };
    await checkpoint(partRun);
    // A copy, because the cpu backend would keep the caller's own array.
    const batch = tensor(values.slice(), [size, ...encoder.inputShape]);
    const found = await explainBatch(caller, { encoder: part, scores: some }, batch, explainer, partRun);
    for (const [k, result] of found.entries()) visit(first + k, result);
  }
}
