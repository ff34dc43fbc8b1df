import type { Attribute } from '../../../model/onnx-model.js';
import type { OperatorReader, Reading } from '../../reading.js';
import { conv } from '../convolution/conv.js';
import { plus } from '../normalization/affine.js';
import { beforeActivation, fusedActivation } from './fused-activation.js';

/** The parameters of the activations, in the order of `activation_params`. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  Clip: ['min', 'max'],
  HardSigmoid: ['alpha', 'beta'],
  LeakyRelu: ['alpha'],
};

/** FusedConv: an activation of a convolution, to which input 3 is added first. */
export const fusedConv: OperatorReader = (at) => {
  const before = beforeActivation(at, 'convolution');
  const convolved = conv(before);
  const summand = at.operand(3);
  const sum = summand === undefined ? convolved : plus(before, convolved, summand);
  return fusedActivation(at, sum, parametersOf(at));
};

function parametersOf(at: Reading): Map<string, Attribute> {
  const activation = at.text('activation', '');
  const names = Object.hasOwn(PARAMETERS, activation) ? (PARAMETERS[activation] ?? []) : [];
  const numbers = at.numbers('activation_params') ?? [];
  if (names.length > 0 && numbers.length !== names.length)
    throw at.refuse(`expected activation_params of ${names.length} numbers; got ${numbers.length}.`);
  return new Map(names.map((name, i) => [name, numbers[i] ?? 0]));
}
