import { nodeAxis, singleAxis } from '../../layout.js';
import type { OperatorReader } from '../../reading.js';
import { perChannel } from './images.js';

/** With the means and variances of training. The form that computes them from the batch is refused. */
export const batchNormalization: OperatorReader = (at) => {
  // Before opset 14, more than one output says it.
  const { outputs } = at.node;
  if (
    at.number('training_mode', 0) !== 0 ||
    (at.opset < 14 && outputs.slice(1).some((name) => name !== ''))
  ) {
    throw at.refuse(
      'it normalises with the mean and variance of the batch (training mode); export the model in evaluation mode.',
    );
  }
  if (at.number('spatial', 1) !== 1)
    throw at.refuse('expected one mean per channel; got one per activation (spatial = 0).');
  const input = at.value(0);
  if (input.shape.length < 2)
    throw at.refuse(`expected an input [n, channels, …]; got [${input.shape.join(', ')}].`);
  const value = singleAxis(at, input, 1);
  const axis = nodeAxis(at, value, 1);
  const channels = input.shape[1] ?? 1;
  const names = ['scale', 'bias', 'mean', 'variance'];
  const [gamma, beta, mean, variance] = names.map((name, i) =>
    at.weight(perChannel(at, i + 1, channels, `a ${name}`).data, [channels]),
  );
  if (!gamma || !beta || !mean || !variance) throw at.refuse('expected five inputs.');
  const isLast = axis === at.outputShape(value).length;
  return at.addAlike(
    {
      kind: 'batchNormalization',
      ...(!isLast && { axis }),
      epsilon: at.number('epsilon', 1e-5),
      gamma,
      beta,
      mean,
      variance,
    },
    [value],
  );
};
