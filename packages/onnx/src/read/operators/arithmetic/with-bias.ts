import type { Operation } from '@csm/core/extend';
import type { Constant } from '../../../model/onnx-model.js';
import { alongside } from '../../layout.js';
import type { Reading } from '../../reading.js';
import type { Value } from '../../value.js';

const CAN_HAVE_BIAS: readonly string[] = [
  'convolution',
  'convolution3d',
  'depthwiseConvolution',
  'transposedConvolution',
  'dense',
];

/**
 * A constant that is added to the output of a convolution or dense layer, and that has one number per channel, as the layer's bias: both become
 * one node, as in other formats. Undefined if it is not so.
 */
export function withBias(at: Reading, value: Value, constant: Constant): Value | undefined {
  const { operation, inputs } = at.nodeOf(value);
  const outputShape = at.outputShape(value);
  const channels = outputShape.at(-1) ?? 1;
  const isOfChannels = constant.data.length === channels && channels > 1;
  if (!CAN_HAVE_BIAS.includes(operation.kind) || 'bias' in operation || !isOfChannels) return undefined;
  const bias = alongside(at, constant, value);
  if (`${bias.shape}` !== `${channels}`) return undefined;
  const biased = { ...operation, bias } as Operation;
  return at.add(
    biased,
    inputs.map((id) => ({ ...value, id })),
    { ...value, outputShape },
  );
}
