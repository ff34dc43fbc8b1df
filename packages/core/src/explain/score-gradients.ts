import { concat, dispose, split, type Tensor, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import type { BackwardRules } from '../graph/rules.js';
import type { Trace } from '../graph/trace.js';
import type { ConceptScore } from '../scores/concept-score.js';
import { checkpoint, type Run } from './run.js';

/**
 * The backward passes of some scores over one trace, by the given rules; without rules, several scores at a time where the
 * trace does that faster. They are the trace's last: it keeps only its latent.
 * @returns a map a score, each of the inputs' shape, the caller's.
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
      else maps.push(...tidy(() => split(found, group.length)));
      if (group.length > 1) found.dispose();
      run.onProgress?.(maps.length / scores.length);
    }
    return maps;
  } catch (error) {
    dispose(maps);
    throw error;
  }
}

const joined = (tensors: Tensor[]): Tensor => (tensors.length === 1 ? tensors[0]! : concat(tensors));
