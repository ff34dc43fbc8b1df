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
import { traceInputs } from '@csm/core/extend';
import { clone, type Tensor } from '@tensorflow/tfjs-core';

/** What a method with rules tells of itself, and asks of its trace. */
export interface PassOptions extends TraceOptions {
  /** Name of the method's function, which warnings begin with. */
  readonly caller?: string;
}

/**
 * One forward pass of the inputs, then one backward pass a score, by the given rules: all that a gradient-like
 * method does.
 */
export async function backwardPasses(
  { encoder, scores }: Target,
  inputs: Tensor,
  run: Run,
  rules?: BackwardRules,
  { caller = 'attribute', ...options }: PassOptions = {},
): Promise<Attribution> {
  if (rules) checkReachable(caller, encoder);
  let ruled = false;
  const watched: BackwardRules | undefined =
    rules &&
    ((node) => {
      const rule = rules(node);
      ruled ||= rule !== undefined;
      return rule;
    });
  await checkpoint(run);
  const trace = await traceInputs(caller, encoder, inputs, { ...options, rules: rules !== undefined });
  try {
    const maps = await scoreGradients(trace, scores, run, watched);
    // Of an encoder that shows its graph the methods know before the work.
    if (rules && !ruled && encoder.graph === undefined) run.onWarning?.(unruled(caller));
    return { maps, latent: clone(trace.latent) };
  } finally {
    trace.dispose();
  }
}

function unruled(caller: string): string {
  return (
    `${caller}: the encoder shows no step that the method's rule replaces, so its map is by the plain gradient. Of a function, steps ` +
    'such as tf.relu are seen, and tf.maximum(x, 0) is not.'
  );
}

/** @throws naming the first layer whose nonlinearity is out of a rule's reach: the map would silently be another's. */
export function checkReachable(caller: string, { graph }: Encoder): void {
  for (const { name, operation } of graph?.nodes ?? []) {
    if (!('hidesNonlinearity' in operation && operation.hidesNonlinearity)) continue;
    const what = operation.kind === 'layer' ? 'layer' : 'node';
    const remedy =
      operation.kind === 'layer'
        ? 'Build it without activation and put an activation layer after it, or use'
        : 'Use';
    throw new Error(
      `${caller}: ${what} "${name}" (${operation.className}) applies a nonlinearity inside, where the rule of this ` +
        `method cannot reach it. ${remedy} gradient() or integratedGradients().`,
    );
  }
}
