import type { BackwardRule, BackwardStep } from '@csm/core/extend';
import { mul, tensor1d } from '@tensorflow/tfjs-core';

/**
 * A rule that lets only some channels of a layer pass: what arrives at the others is set to 0, then the layer's own rule is applied.
 *
 * Source: the conditions of concept relevance propagation, Achtibat et al. 2023 (arXiv 2206.03208).
 *
 * @param rule the rule that the method has at the layer.
 * @param channels indices in the last axis of the layer's output.
 */
export function throughChannels(rule: BackwardRule, channels: readonly number[]): BackwardRule {
  const masked = (step: BackwardStep): BackwardStep => {
    const count = step.node.outputShape.at(-1) ?? 1;
    const mask = Float32Array.from({ length: count }, (_, channel) => Number(channels.includes(channel)));
    return { ...step, cotangent: mul(step.cotangent, tensor1d(mask)) };
  };
  const { read, emit } = rule;
  // The fields identify the rule: see `BackwardRule.emit`.
  const fields = { name: `${rule.name}, through channels`, channels: [...channels], rule };
  return {
    ...fields,
    ...(read && { read: (step) => read.call(rule, masked(step)) }),
    backward: (step, host) => rule.backward(masked(step), host),
    ...(emit && { emit: (step) => emit.call(rule, masked(step)) }),
  };
}
