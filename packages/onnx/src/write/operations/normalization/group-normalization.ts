import { size } from '@csm/base';
import type { GroupNormalization } from '@csm/core/extend';
import type { Tensor } from '@tensorflow/tfjs-core';
import { add, mul } from '../../kernels/elementwise.js';
import { writtenShape } from '../../value.js';
import { ofOneInput } from '../of-one-input.js';
import { channelsFirst } from '../windows/channels-first.js';

/** Written as exporters do: Reshape, InstanceNormalization, Reshape, Mul, Add; with as many groups as channels, InstanceNormalization alone. */
export const groupNormalization = ofOneInput<GroupNormalization>((emitter, operation, x, { valueFor }) => {
  const { groups, epsilon, gamma, beta, separateAxes = 0 } = operation;
  const rank = x.shape.length;
  if (separateAxes > 0) return undefined;
  const order = channelsFirst(rank);
  const [samples = 1, channels = 1] = [x.shape[0], x.shape.at(-1)];
  const constant = (number: number, count: number) =>
    emitter.constant(new Float32Array(count).fill(number), [count]);
  const image = emitter.ordered(x, order);
  const output = { type: x.type, shape: x.shape, order };
  const attributes = { epsilon: { float: epsilon } };
  if (groups === channels && rank > 2) {
    const each = (tensor: Tensor | undefined, number: number) =>
      tensor ? emitter.reshaped(valueFor(tensor), [channels]) : constant(number, channels);
    return emitter.add('InstanceNormalization', [image, each(gamma, 1), each(beta, 0)], output, attributes);
  }
  const cut = [samples, groups, size(x.shape.slice(1)) / groups];
  const lines = emitter.add('Reshape', [image, emitter.integers(cut)], { type: x.type, shape: cut });
  const standard = emitter.add(
    'InstanceNormalization',
    [lines, constant(1, groups), constant(0, groups)],
    { type: x.type, shape: cut },
    attributes,
  );
  const whole = emitter.add('Reshape', [standard, emitter.integers(writtenShape(output))], output);
  const scaled = gamma ? mul(emitter, whole, valueFor(gamma)) : whole;
  return beta ? add(emitter, scaled, valueFor(beta)) : scaled;
});
