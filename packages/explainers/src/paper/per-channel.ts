import type { BackwardRule, BackwardStep } from '@csm/core/extend';
import { reshape, type Tensor, type Tensor3D, transpose } from '@tensorflow/tfjs-core';

/**
 * Applies a rule to each channel of a sequence `[batch, length, channels]` as if it were a sample of its own. For rules that use only the
 * output and the cotangent.
 */
export function perChannel(rule: BackwardRule): BackwardRule {
  const { read, emit } = rule;
  const bySample = (step: BackwardStep, lines: readonly Tensor[]): Tensor[] => {
    const [batch = 0, length = 0, channels = 0] = step.cotangent.shape;
    return lines.map((each) => transpose(reshape(each, [batch, channels, length]), [0, 2, 1]));
  };
  return {
    ...rule,
    name: `${rule.name}, per channel`,
    ...(read && { read: (step: BackwardStep) => read(byChannel(step)) }),
    backward: (step, host) => bySample(step, rule.backward(byChannel(step), host)),
    ...(emit && { emit: (step: BackwardStep) => bySample(step, emit(byChannel(step))) }),
  };
}

const byChannel = (step: BackwardStep): BackwardStep => ({
  ...step,
  output: linesOf(step.output),
  cotangent: linesOf(step.cotangent),
});

/** `[batch · channels, length]`. */
function linesOf(sequences: Tensor): Tensor {
  const [, length = 0] = sequences.shape;
  return reshape(transpose(sequences as Tensor3D, [0, 2, 1]), [-1, length]);
}
