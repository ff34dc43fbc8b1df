import type { CellActivation } from '@csm/core/extend';
import type { Reading } from '../../reading.js';
import { type Cell, GATES } from './directions.js';

const NAMES: Readonly<Record<string, CellActivation>> = {
  relu: 'relu',
  sigmoid: 'sigmoid',
  softplus: 'softplus',
  tanh: 'tanh',
};

/** ONNX's default functions, in the attribute's order. */
const BY_DEFAULT: Readonly<Record<Cell, readonly string[]>> = {
  lstm: ['Sigmoid', 'Tanh', 'Tanh'],
  gru: ['Sigmoid', 'Tanh'],
  rnn: ['Tanh'],
};

/** The activations of one direction. @throws for one that is not supported. */
export function cellActivations(at: Reading, cell: Cell, direction: number): readonly CellActivation[] {
  const given = at.attribute('activations');
  const byDefault = BY_DEFAULT[cell];
  const all = Array.isArray(given) && given.length > 0 ? given : [...byDefault, ...byDefault];
  return byDefault.map((_, i) => {
    const name = String(all[direction * byDefault.length + i]);
    const known = NAMES[name.toLowerCase()];
    if (known) return known;
    throw at.refuse(`the activation "${name}" is not supported; valid: Relu, Sigmoid, Softplus, Tanh.`);
  });
}

/** @throws for attributes and inputs that change the equations in ways that are not supported. */
export function checkPlainCell(at: Reading, cell: Cell, time: number): void {
  if (at.attribute('clip') !== undefined) throw at.refuse('the attribute "clip" is not supported.');
  if (at.number('input_forget', 0) !== 0) throw at.refuse('the attribute "input_forget" is not supported.');
  const lengths = at.constantNumbers(4);
  if (lengths?.some((length) => length !== time)) {
    throw at.refuse(`expected sequence_lens of ${time}, the whole length; got ${lengths.join(', ')}.`);
  }
  const W = at.constant(1);
  const R = at.constant(2);
  const units = R?.shape[2] ?? 0;
  if (W?.shape[1] !== GATES[cell] * units || R?.shape[1] !== GATES[cell] * units) {
    throw at.refuse(
      `expected weights W [directions, ${GATES[cell]} · units, features] and R [directions, ${GATES[cell]} · units, units]; got ` +
        `[${W?.shape.join(', ')}] and [${R?.shape.join(', ')}].`,
    );
  }
}
