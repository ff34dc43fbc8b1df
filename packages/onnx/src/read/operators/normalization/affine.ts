import { aligned, alongside, fitsAlongside } from '../../layout.js';
import type { Reading } from '../../reading.js';
import { isConstant, type Operand, type Value } from '../../value.js';

/** A value times a factor, plus a shift, each of which may be left out. */
export function affine(
  at: Reading,
  value: Value,
  factor: Operand | undefined,
  by: Operand | undefined,
): Value {
  const scaled = factor === undefined ? value : times(at, value, factor);
  return by === undefined ? scaled : plus(at, scaled, by);
}

function times(at: Reading, value: Value, factor: Operand): Value {
  if (isConstant(factor) && fitsAlongside(factor, value)) {
    return at.addAlike({ kind: 'scale', factor: alongside(at, factor, value) }, [value], 'scale');
  }
  return merged(at, 'multiply', value, factor);
}

export function plus(at: Reading, value: Value, by: Operand): Value {
  if (isConstant(by) && fitsAlongside(by, value)) {
    return at.addAlike({ kind: 'shift', by: alongside(at, by, value) }, [value], 'shift');
  }
  return merged(at, 'add', value, by);
}

function merged(at: Reading, kind: 'add' | 'multiply', value: Value, other: Operand): Value {
  const { values, ...result } = aligned(at, [value, isConstant(other) ? at.constantValue(other) : other]);
  return at.add({ kind }, values, { ...result, type: value.type }, kind);
}
