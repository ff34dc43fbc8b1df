import type { OperatorReader } from '../../reading.js';
import { images, perChannel, unless } from './images.js';
import { checkStashType } from './stash-type.js';

/** Since opset 21 scale and bias are per channel, before that per group. */
export const groupNormalization: OperatorReader = (at) => {
  checkStashType(at);
  const { value, channels, separateAxes } = images(at);
  const groups = at.number('num_groups', 0);
  if (!(groups > 0) || channels % groups !== 0)
    throw at.refuse(`expected num_groups that divides the ${channels} channels; got ${groups}.`);
  const count = at.opset >= 21 ? channels : groups;
  const each = (i: number, what: string) => {
    const { data } = perChannel(at, i, count, what);
    return Array.from({ length: channels }, (_, channel) =>
      Number(data[Math.floor((channel * count) / channels)]),
    );
  };
  const gamma = unless(at, 1, each(1, 'a scale'));
  const beta = unless(at, 0, each(2, 'a bias'));
  return at.addAlike(
    {
      kind: 'groupNormalization',
      groups,
      epsilon: at.number('epsilon', 1e-5),
      ...(gamma && { gamma }),
      ...(beta && { beta }),
      ...(separateAxes > 0 && { separateAxes }),
    },
    [value],
  );
};
