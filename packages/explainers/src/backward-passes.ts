import {
  type Attribution,
  type BackwardRules,
  checkpoint,
  type Encoder,
  type Run,
  scoreGradients,
  type Target,
  type TraceOptions,
} from '@csm/core';
import { clone, type Tensor } from '@tensorflow/tfjs-core';

/**
 * One forward pass of the inputs, then one backward pass a score, by the given rules: all that a gradient-like
 * method does.
 */
export async function backwardPasses(
  { encoder, scores }: Target,
  inputs: Tensor,
  run: Run,
  rules?: BackwardRules,
  options?: TraceOptions,
): Promise<Attribution> {
  if (rules) checkReachable(encoder);
  await checkpoint(run);
  const trace = encoder.trace(inputs, { ...options, rules: rules !== undefined });
  try {
    const maps = await scoreGradients(trace, scores, run, rules);
    return { maps, latent: clone(trace.latent) };
  } finally {
    trace.dispose();
  }
}

/** @throws naming the first layer whose nonlinearity is out of a rule's reach: the map would silently be another's. */
export function checkReachable({ graph }: Encoder): void {
  for (const { name, operation } of graph?.nodes ?? []) {
    if (!('hidesNonlinearity' in operation && operation.hidesNonlinearity)) continue;
    const what = operation.kind === 'layer' ? 'layer' : 'node';
    const remedy =
      operation.kind === 'layer'
        ? 'Build it without activation and put an activation layer after it, or use'
        : 'Use';
    throw new Error(
      `attribute: ${what} "${name}" (${operation.className}) applies a nonlinearity inside, where the rule of this ` +
        `method cannot reach it. ${remedy} gradient() or integratedGradients().`,
    );
  }
}
