import { concat, dispose, split, type Tensor, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import type { BackwardRules } from '../graph/rules.js';
import type { Trace } from '../graph/trace.js';
import type { ConceptScore } from '../scores/concept-score.js';
import { checkpoint, type Run } from './run.js';

/**
 * Runs the backward passes of scores over one trace with the given rules; without rules, several scores run at a time
 * if that is faster for the trace. They are the last passes of the trace: afterwards it keeps only its latent.
 * @returns one map per score, each of the inputs' shape; the caller must dispose them.
 * @category Write an explainer
 */
export async function scoreGradients(
  trace: Trace,
  scores: readonly ConceptScore[],
  run: Run,
  rules?: BackwardRules,
): Promise<Tensor[]> {
  const together = rules ? 1 : (trace.together ?? 1);
  const maps: Tensor[] = [];
  try {
    while (maps.length < scores.length) {
      await checkpoint(run);
      const group = scores.slice(maps.length, maps.length + together);
      const cotangent = tidy(() => joined(group.map((score) => score.cotangent(trace.latent)))) as Tensor2D;
      const last = maps.length + group.length === scores.length;
      const found = await trace.backward(cotangent, rules, { last }).finally(() => cotangent.dispose());
      if (group.length === 1) maps.push(found);
      else for (const map of tidy(() => split(found, group.length))) maps.push(map);
      if (group.length > 1) found.dispose();
      run.onProgress?.({ done: maps.length, total: scores.length });
    }
    return maps;
  } catch (error) {
    dispose(maps);
    throw error;
  }
}

function joined(tensors: readonly Tensor[]): Tensor {
  const [first, ...others] = tensors;
  return first !== undefined && others.length === 0 ? first : concat([...tensors]);
}
