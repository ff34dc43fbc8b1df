import type { ElementType } from '../../../model/onnx-model.js';
import { knownType } from '../../../model/tensor/element-type.js';
import type { OperatorReader, Reading } from '../../reading.js';
import type { Value } from '../../value.js';

/**
 * Cast: numbers become whole numbers by truncation, and truth values by comparison with 0. Numbers of all float types are computed in
 * float32.
 */
export const cast: OperatorReader = (at) => {
  const to = at.number('to', 1);
  const type = knownType(to)?.type;
  if (type === undefined) throw at.refuse(`expected a type of numbers to convert to; got type ${to}.`);
  return converted(at, at.value(0), type);
};

/** CastLike: a cast to the type of the second input. */
export const castLike: OperatorReader = (at) =>
  converted(at, at.value(0), at.operand(1)?.type ?? at.value(1).type);

function converted(at: Reading, value: Value, type: ElementType): Value {
  if (type === 'bool') {
    if (value.type === 'bool') return value;
    const zero = at.constantValue({ type: value.type, shape: [], data: new Float32Array(1) });
    const { shape, axes } = value;
    const outputShape = at.outputShape(value);
    return at.add({ kind: 'comparison', comparison: 'notEqual' }, [value, zero], {
      outputShape,
      shape,
      axes,
      type,
    });
  }
  if (isFloat(type) || !isFloat(value.type)) return { ...value, type };
  return at.addAlike({ kind: 'elementwise', function: 'truncate' }, [value], undefined, type);
}

const isFloat = (type: ElementType): boolean => type.startsWith('float') || type === 'bfloat16';
