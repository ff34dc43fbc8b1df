import { size } from '@csm/base';
import { aligned, broadcastShape } from '../aligned.js';
import type { Attributes, Emitter } from '../emitter.js';
import type { Value } from '../value.js';
import type { ElementType } from '../wire/model-draft.js';
import { TYPE_NUMBERS } from '../wire/tensor.js';
import { given, type Kernel, type Kernels } from './kernel.js';

/** Operators that ONNX and TensorFlow.js define in the same way, by the names in TensorFlow.js. */
const UNARY = {
  Abs: 'Abs',
  Acos: 'Acos',
  Acosh: 'Acosh',
  Asin: 'Asin',
  Asinh: 'Asinh',
  Atan: 'Atan',
  Atanh: 'Atanh',
  Ceil: 'Ceil',
  Cos: 'Cos',
  Cosh: 'Cosh',
  Erf: 'Erf',
  Exp: 'Exp',
  Floor: 'Floor',
  Log: 'Log',
  Neg: 'Neg',
  Reciprocal: 'Reciprocal',
  Relu: 'Relu',
  Round: 'Round',
  Selu: 'Selu',
  Sigmoid: 'Sigmoid',
  Sign: 'Sign',
  Sin: 'Sin',
  Sinh: 'Sinh',
  Softplus: 'Softplus',
  Sqrt: 'Sqrt',
  Tan: 'Tan',
  Tanh: 'Tanh',
} as const;

const BINARY = {
  Add: 'Add',
  Maximum: 'Max',
  Minimum: 'Min',
  Multiply: 'Mul',
  Pow: 'Pow',
  RealDiv: 'Div',
  Sub: 'Sub',
} as const;

const COMPARISONS = {
  Equal: 'Equal',
  Greater: 'Greater',
  GreaterEqual: 'GreaterOrEqual',
  Less: 'Less',
  LessEqual: 'LessOrEqual',
  LogicalAnd: 'And',
  LogicalOr: 'Or',
  LogicalXor: 'Xor',
} as const;

/** A unary operator; the order of the axes is kept. */
export function unary(emitter: Emitter, op: string, x: Value, attributes?: Attributes, type = x.type): Value {
  return emitter.add(op, [x], { type, shape: x.shape, order: x.order }, attributes);
}

/** An operator whose inputs broadcast. */
export function broadcasting(
  emitter: Emitter,
  op: string,
  values: readonly Value[],
  type: ElementType = values[0]?.type ?? 'float32',
  attributes?: Attributes,
): Value {
  const { values: inputs, order } = aligned(emitter, values);
  const shape = broadcastShape(values.map((value) => value.shape));
  return emitter.add(op, inputs, { type, shape, order }, attributes);
}

/** A scalar constant. */
export const scalar = (emitter: Emitter, number: number): Value => emitter.constant([number], []);

/** A constant whose elements are equal. */
export const uniform = (emitter: Emitter, number: number, shape: readonly number[]): Value =>
  emitter.constant(new Float32Array(size(shape)).fill(number), shape);

export const add = (emitter: Emitter, a: Value, b: Value): Value => broadcasting(emitter, 'Add', [a, b]);
export const mul = (emitter: Emitter, a: Value, b: Value): Value => broadcasting(emitter, 'Mul', [a, b]);
export const sub = (emitter: Emitter, a: Value, b: Value): Value => broadcasting(emitter, 'Sub', [a, b]);
export const div = (emitter: Emitter, a: Value, b: Value): Value => broadcasting(emitter, 'Div', [a, b]);

export function cast(emitter: Emitter, x: Value, type: ElementType): Value {
  return x.type === type ? x : unary(emitter, 'Cast', x, { to: TYPE_NUMBERS[type] }, type);
}

/** Clips a value to two limits, either of which may be undefined. */
export function clipped(
  emitter: Emitter,
  x: Value,
  least: number | undefined,
  most: number | undefined,
): Value {
  const limits = [least, most].map((limit) => (limit === undefined ? undefined : scalar(emitter, limit)));
  const inputs = most === undefined ? [x, limits[0]] : [x, ...limits];
  return emitter.add('Clip', inputs, { type: x.type, shape: x.shape, order: x.order });
}

/** A tensor filled with one value. */
export function filled(emitter: Emitter, shape: readonly number[], number: number, type: ElementType): Value {
  const one = cast(emitter, scalar(emitter, number), type);
  return emitter.add('Expand', [one, emitter.integers(shape)], { type, shape });
}

/** 1 where x > 0, otherwise 0. For the input of a ReLU it is computed from the ReLU's output, so that the input need not be kept. */
const step: Kernel = (emitter, inputs, { alpha = 0 }: { alpha?: number }) => {
  const input = given(inputs, 'x');
  const x = emitter.known('Relu', input) ?? input;
  const above = broadcasting(emitter, 'Greater', [x, scalar(emitter, 0)], 'bool');
  if (alpha === 0) return cast(emitter, above, 'float32');
  return broadcasting(emitter, 'Where', [above, scalar(emitter, 1), scalar(emitter, alpha)], 'float32');
};

const same =
  (op: string): Kernel =>
  (emitter, inputs) =>
    unary(emitter, op, given(inputs, 'x'));

const pair =
  (op: string, type?: ElementType): Kernel =>
  (emitter, inputs) =>
    broadcasting(emitter, op, [given(inputs, 'a'), given(inputs, 'b')], type);

const table = <T>(names: Readonly<Record<string, string>>, kernel: (op: string) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(names).map(([name, op]) => [name, kernel(op)]));

export const ELEMENTWISE: Kernels = {
  ...table(UNARY, same),
  ...table(BINARY, (op) => pair(op)),
  ...table(COMPARISONS, (op) => pair(op, 'bool')),
  AddN: (emitter, inputs) => broadcasting(emitter, 'Sum', Object.values(inputs)),
  Cast: (emitter, inputs, { dtype }: { dtype: ElementType }) => cast(emitter, given(inputs, 'x'), dtype),
  ClipByValue: (emitter, inputs, { clipValueMin, clipValueMax }) =>
    clipped(emitter, given(inputs, 'x'), clipValueMin, clipValueMax),
  Elu: same('Elu'),
  // eˣ − 1 = 2 sinh(x / 2) e^(x / 2), which keeps its precision for small x.
  Expm1: (emitter, inputs) => {
    const half = mul(emitter, given(inputs, 'x'), scalar(emitter, 0.5));
    const product = mul(emitter, unary(emitter, 'Sinh', half), unary(emitter, 'Exp', half));
    return mul(emitter, product, scalar(emitter, 2));
  },
  Fill: (emitter, _inputs, { shape, value, dtype }) => filled(emitter, shape, value, dtype ?? 'float32'),
  FloorDiv: (emitter, inputs) =>
    unary(emitter, 'Floor', div(emitter, given(inputs, 'a'), given(inputs, 'b'))),
  Identity: (_emitter, inputs) => given(inputs, 'x'),
  IsFinite: (emitter, inputs) => {
    const x = given(inputs, 'x');
    const kinds = ['IsNaN', 'IsInf'].map((op) => unary(emitter, op, x, undefined, 'bool'));
    return unary(emitter, 'Not', broadcasting(emitter, 'Or', kinds, 'bool'));
  },
  IsInf: (emitter, inputs) => unary(emitter, 'IsInf', given(inputs, 'x'), undefined, 'bool'),
  IsNan: (emitter, inputs) => unary(emitter, 'IsNaN', given(inputs, 'x'), undefined, 'bool'),
  LeakyRelu: (emitter, inputs, { alpha }) =>
    unary(emitter, 'LeakyRelu', given(inputs, 'x'), { alpha: { float: alpha } }),
  // log(1 + x) = 2 artanh(x / (2 + x)), which keeps its precision for small x.
  Log1p: (emitter, inputs) => {
    const x = given(inputs, 'x');
    const one = scalar(emitter, 1);
    const ratio = div(emitter, x, add(emitter, x, scalar(emitter, 2)));
    const small = mul(emitter, unary(emitter, 'Atanh', ratio), scalar(emitter, 2));
    const large = unary(emitter, 'Log', add(emitter, x, one));
    return broadcasting(
      emitter,
      'Where',
      [broadcasting(emitter, 'Greater', [unary(emitter, 'Abs', x), one], 'bool'), large, small],
      'float32',
    );
  },
  LogicalNot: (emitter, inputs) => unary(emitter, 'Not', given(inputs, 'x')),
  // The remainder with the sign of the divisor.
  Mod: (emitter, inputs) => {
    const [a, b] = [given(inputs, 'a'), given(inputs, 'b')];
    const remainder = broadcasting(emitter, 'Mod', [a, b], a.type, { fmod: 1 });
    const signs = mul(emitter, unary(emitter, 'Sign', remainder), unary(emitter, 'Sign', b));
    const differ = broadcasting(emitter, 'Less', [signs, cast(emitter, scalar(emitter, 0), a.type)], 'bool');
    return broadcasting(emitter, 'Where', [differ, add(emitter, remainder, b), remainder], a.type);
  },
  NotEqual: (emitter, inputs) =>
    unary(emitter, 'Not', broadcasting(emitter, 'Equal', [given(inputs, 'a'), given(inputs, 'b')], 'bool')),
  OnesLike: (emitter, inputs) => filled(emitter, given(inputs, 'x').shape, 1, given(inputs, 'x').type),
  Relu6: (emitter, inputs) => clipped(emitter, given(inputs, 'x'), 0, 6),
  Rsqrt: (emitter, inputs) => unary(emitter, 'Reciprocal', unary(emitter, 'Sqrt', given(inputs, 'x'))),
  Select: (emitter, inputs) =>
    broadcasting(
      emitter,
      'Where',
      [cast(emitter, given(inputs, 'condition'), 'bool'), given(inputs, 't'), given(inputs, 'e')],
      given(inputs, 't').type,
    ),
  Square: (emitter, inputs) => mul(emitter, given(inputs, 'x'), given(inputs, 'x')),
  SquaredDifference: (emitter, inputs) => {
    const difference = sub(emitter, given(inputs, 'a'), given(inputs, 'b'));
    return mul(emitter, difference, difference);
  },
  Step: step,
  ZerosLike: (emitter, inputs) => filled(emitter, given(inputs, 'x').shape, 0, given(inputs, 'x').type),
};
