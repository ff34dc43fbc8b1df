import { invalidArgument } from '@csm/base';
import type { BackwardStep } from '@csm/core/extend';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Returns the only tensor of a list: the input of an operation with one input, or its cotangent. @throws if there are several.
 */
export function sole(rule: string, { node }: BackwardStep, tensors: readonly Tensor[]): Tensor {
  const [tensor] = tensors;
  if (tensor && tensors.length === 1) return tensor;
  throw invalidArgument(
    `${rule}: the rule applies to operations of one input; "${node.name}" has ${tensors.length}.`,
  );
}
