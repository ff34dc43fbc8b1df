import { size } from '@csm/base';
import type { OperatorReader } from '../../reading.js';
import { rowMajorStrides } from '../../strided.js';
import { coordinates } from './indices.js';
import { asRows, takenRows } from './rows.js';

/** ReverseSequence with constant lengths: reverses the first entries of the time axis. */
export const reverseSequence: OperatorReader = (at) => {
  const value = at.value(0);
  const lengths = at.constantNumbers(1) ?? [];
  const [time, batch] = [at.number('time_axis', 0), at.number('batch_axis', 1)];
  const { shape } = value;
  const strides = rowMajorStrides(shape);
  const positions = Array.from({ length: size(shape) }, (_, position) => {
    const place = coordinates(position, shape, strides);
    const count = lengths[place[batch] ?? 0] ?? 0;
    const own = place[time] ?? 0;
    const from = own < count ? count - 1 - own : own;
    return position + (from - own) * (strides[time] ?? 1);
  });
  return takenRows(at, asRows(at, value, size(shape)), positions, shape);
};
