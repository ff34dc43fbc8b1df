import type { OperatorReader, Reading } from '../../reading.js';
import { isConstant, type Operand } from '../../value.js';
import { sumWith } from './add.js';
import { merged } from './merged.js';
import { scaled } from './scaled.js';

/** Sum: of any number of tensors. */
export const sum: OperatorReader = (at) => total(at);

/** Mean: of any number of tensors. */
export const mean: OperatorReader = (at) => {
  const operands = at.node.inputs.map((_, i) => at.value(i));
  if (operands.length === 1) return at.value(0);
  if (at.node.inputs.every((_, i) => !isConstantAt(at, i))) return merged(at, { kind: 'average' }, operands);
  const whole = merged(at, { kind: 'add' }, operands, 'sum');
  return scaled(at, whole, 1 / operands.length);
};

function total(at: Reading): Operand {
  const indices = at.node.inputs.map((_, i) => i);
  const values = indices.filter((i) => !isConstantAt(at, i)).map((i) => at.value(i));
  const constants = indices.flatMap((i) => {
    const operand = at.operand(i);
    return operand && isConstant(operand) ? [operand] : [];
  });
  const [first] = values;
  if (first === undefined)
    return merged(
      at,
      { kind: 'add' },
      indices.map((i) => at.value(i)),
    );
  const part = constants.length > 0 ? 'values' : undefined;
  const whole = values.length === 1 ? first : merged(at, { kind: 'add' }, values, part);
  return constants.reduce(
    (value, constant, i) =>
      sumWith(at, value, constant, false, i === constants.length - 1 ? undefined : `constant_${i}`),
    whole,
  );
}

function isConstantAt(at: Reading, i: number): boolean {
  const operand = at.operand(i);
  return operand !== undefined && isConstant(operand);
}
