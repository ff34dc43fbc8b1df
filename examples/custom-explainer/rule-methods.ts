import type { BackwardRule, Explainer } from '@csm/core/extend';
import {
  activations,
  backwardPasses,
  checkRules,
  composite,
  deconvolution,
  rectified,
  timesInput,
} from '@csm/explainers/rules';
import { relu } from '@tensorflow/tfjs-core';

/** The rule of guided backpropagation: only positive gradients go back, through the ReLU's own derivative. */
const guided: BackwardRule = { name: 'guided', backward: ({ cotangent, vjp }) => vjp(relu(cotangent)) };

export function guidedBackprop(): Explainer {
  const rules = composite([[activations('relu'), guided]]);
  return {
    name: 'guided backprop',
    check: ({ encoder }, onWarning) => checkRules('guidedBackprop', encoder, rules, onWarning),
    attribute: (target, inputs, run) =>
      backwardPasses(target, inputs, run, { rules, caller: 'guidedBackprop' }),
  };
}

export function deconvnet(): Explainer {
  const rules = composite([[activations('relu'), deconvolution()]]);
  return {
    name: 'deconvnet',
    check: ({ encoder }, onWarning) => checkRules('deconvnet', encoder, rules, onWarning),
    attribute: (target, inputs, run) => backwardPasses(target, inputs, run, { rules, caller: 'deconvnet' }),
  };
}

export function rectifiedGradient({ percentile = 95 } = {}): Explainer {
  const rules = composite([[activations('relu'), rectified({ percentile })]]);
  return {
    name: 'rectified gradient',
    check: ({ encoder }, onWarning) => checkRules('rectifiedGradient', encoder, rules, onWarning),
    async attribute(target, inputs, run) {
      const found = await backwardPasses(target, inputs, run, { rules, caller: 'rectifiedGradient' });
      return timesInput(found, inputs);
    },
  };
}
