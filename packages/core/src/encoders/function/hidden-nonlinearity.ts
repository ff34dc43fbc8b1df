import { tidy, zeros } from '@tensorflow/tfjs-core';
import type { Operation } from '../../graph/operation.js';
import type { BackwardRules } from '../../graph/rules.js';

/** One of each sort of step that a function may take and does not show. */
function hiddenSteps(): [string, Operation][] {
  const one = zeros([1]);
  const kernel = zeros([1, 1, 1, 1]);
  const convolution: Operation = { kind: 'convolution', kernel, strides: [1, 1], padding: 'same' };
  return [
    ['a convolution', convolution],
    ['a dense layer', { kind: 'dense', kernel: zeros([1, 1]) }],
    ['a normalisation', { kind: 'batchNormalization', epsilon: 1, mean: one, variance: one }],
    ['a sum', { kind: 'add' }],
    // Every nonlinearity that is not one kernel of tfjs.
    ['any nonlinearity', { kind: 'activation', activation: 'mish' }],
  ];
}

/**
 * Checks that backward rules replace only what a function shows: they are asked for a rule for steps that it hides.
 * @throws naming the first of these that they have a rule for.
 */
export function checkHonoured(rules: BackwardRules): void {
  let refusal: string | undefined;
  tidy(() => {
    for (const [what, operation] of hiddenSteps()) {
      const rule = rules({ id: 0, name: what, operation, inputs: [], outputShape: [1] });
      if (rule) refusal ??= `rule "${rule.name}" replaces ${what}`;
    }
  });
  if (refusal === undefined) return;
  throw new Error(
    `backward: ${refusal}, and a function does not show its steps; the map would silently be another method's. ` +
      'Use layersEncoder or graphEncoder, or a method such as gradient() or integratedGradients().',
  );
}
