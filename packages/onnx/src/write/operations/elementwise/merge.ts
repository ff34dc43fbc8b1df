import type { Merge } from '@csm/core/extend';
import { broadcasting } from '../../kernels/elementwise.js';
import type { WriteOperation } from '../write-operation.js';

/** Only for two inputs. The remainder is recorded. */
const OPERATORS: Readonly<Record<Exclude<Merge['kind'], 'modulo'>, string>> = {
  add: 'Add',
  average: 'Mean',
  subtract: 'Sub',
  multiply: 'Mul',
  maximum: 'Max',
  minimum: 'Min',
  divide: 'Div',
  power: 'Pow',
};

export const merge: WriteOperation<Merge> = (emitter, { kind }, inputs) => {
  if (kind === 'modulo') return undefined;
  const rank = inputs.reduce((most, { shape }) => Math.max(most, shape.length), 0);
  const [first, ...others] = inputs.map((input) => {
    const [batch = 1, ...sides] = input.shape;
    return emitter.reshaped(input, [batch, ...Array<number>(rank - input.shape.length).fill(1), ...sides]);
  });
  if (first === undefined) return undefined;
  if (kind === 'average') return broadcasting(emitter, OPERATORS.average, [first, ...others]);
  // One sum, not sums of two: ε-LRP divides each sum.
  if (kind === 'add' && others.length > 1) return broadcasting(emitter, 'Sum', [first, ...others]);
  return others.reduce((sofar, other) => broadcasting(emitter, OPERATORS[kind], [sofar, other]), first);
};
