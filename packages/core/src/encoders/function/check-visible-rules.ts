import { unsupportedModel } from '@csm/base';
import { tidy, zeros } from '@tensorflow/tfjs-core';
import type { Operation } from '../../graph/operation.js';
import type { BackwardRules } from '../../graph/rules.js';

/** One example of each kind of operation that a function may compute and that is not visible to rules. */
function hiddenOperations(): [string, Operation][] {
  const one = zeros([1]);
  const kernel = zeros([1, 1, 1, 1]);
  const convolution: Operation = { kind: 'convolution', kernel, strides: [1, 1], padding: 'same' };
  return [
    ['a convolution', convolution],
    ['a dense layer', { kind: 'dense', kernel: zeros([1, 1]) }],
    ['a normalisation', { kind: 'batchNormalization', epsilon: 1, mean: one, variance: one }],
    ['a sum', { kind: 'add' }],
    // Stands for the nonlinearities that are neither a kernel of tfjs nor recognised in several kernels.
    ['any nonlinearity', { kind: 'activation', activation: 'thresholdedRelu', theta: 0 }],
  ];
}

/**
 * Checks that backward rules replace only operations that are visible in a function, by calling them with operations
 * that are not.
 * @throws if they return a rule for one of these; the error names the first.
 */
export function checkVisibleRules(rules: BackwardRules): void {
  let refusal: string | undefined;
  tidy(() => {
    for (const [name, operation] of hiddenOperations()) {
      const rule = rules({ id: 0, name, operation, inputs: [], outputShape: [1] });
      if (rule) refusal ??= `rule "${rule.name}" replaces ${name}`;
    }
  });
  if (refusal === undefined) return;
  throw unsupportedModel(
    `backward: ${refusal}, which is not visible in a function, so the map would silently be another method's; ` +
      'use layersEncoder or graphEncoder, or a method such as gradient() or integratedGradients().',
  );
}
