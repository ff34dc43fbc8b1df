import type { Einsum } from '@csm/core/extend';
import type { WriteOperation } from '../write-operation.js';

export const einsum: WriteOperation<Einsum> = (emitter, { equation }, inputs) => {
  const [from = '', to = ''] = equation.replace(/\s/g, '').split('->');
  const lengths = new Map<string, number>();
  for (const [i, labels] of from.split(',').entries()) {
    for (const [axis, label] of [...labels].entries()) {
      const length = inputs[i]?.shape[axis] ?? 1;
      // In some equations, ONNX Runtime does not broadcast.
      if ((lengths.get(label) ?? length) !== length) return undefined;
      lengths.set(label, length);
    }
  }
  const shape = [...to].map((label) => lengths.get(label) ?? 1);
  return emitter.add(
    'Einsum',
    inputs.map((input) => emitter.ordered(input)),
    { type: 'float32', shape },
    { equation },
  );
};
