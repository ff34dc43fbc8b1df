import { checkOptions } from '@csm/base';
import {
  type Attribution,
  type BackwardRules,
  checkpoint,
  type Run,
  scoreGradients,
  type Target,
  traceInputs,
} from '@csm/core/extend';
import { clone, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { checkReachable } from '../rules/check-rules.js';
import type { BackwardPassOptions } from './backward-pass-options.js';

/**
 * Runs one forward pass of the inputs, then one backward pass per score, which is all that a gradient-like method
 * needs. Respects an abort of the run, reports progress and frees the tensors that it allocates.
 *
 * @param inputs `[batch, ...inputShape]`, borrowed.
 * @returns one map per score, of the inputs' shape, and the latents of the inputs; the caller must dispose them.
 * @throws if the encoder has no derivative, or hides a nonlinearity from the rules: see {@link checkReachable}.
 * @category Run a method with rules
 */
export async function backwardPasses(
  { encoder, scores }: Target,
  inputs: Tensor,
  run: Run,
  options: BackwardPassOptions = {},
): Promise<Attribution & { readonly latent: Tensor2D }> {
  checkOptions<BackwardPassOptions>('backwardPasses', options, {
    rules: true,
    caller: true,
    accurateSums: true,
  });
  const { rules, caller = 'backwardPasses', accurateSums = false } = options;
  if (rules) checkReachable(caller, encoder, rules);
  let matched = false;
  const watched: BackwardRules | undefined =
    rules &&
    ((node, graph) => {
      const rule = rules(node, graph);
      matched ||= rule !== undefined;
      return rule;
    });
  await checkpoint(run);
  const trace = await traceInputs(caller, encoder, inputs, { accurateSums, rules: rules ?? false });
  try {
    const maps = await scoreGradients(trace, scores, run, watched);
    // Only for encoders without a graph; for others, a method's `check` warns before the run.
    if (rules && !matched && encoder.graph === undefined) run.onWarning?.(nothingMatched(caller));
    return { maps, latent: clone(trace.latent) };
  } finally {
    trace.dispose();
  }
}

function nothingMatched(caller: string): string {
  return (
    `${caller}: the encoder's function has no operation that the method's rule replaces, so the map is the plain gradient; ` +
    'a rule can replace activations and pooling, but not tf.abs(x).'
  );
}
