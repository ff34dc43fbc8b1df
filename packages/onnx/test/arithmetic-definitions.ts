import { size } from '@csm/base';
import type { Attribute, Constant } from '../src/model/onnx-model.js';

// Operators and their definitions in float64, for the tests of derivatives.

export type Numbers = readonly number[];
type Of<T> = (...x: T[]) => T;

/** An operator, the shapes of its inputs, and its definition in float64 for the inputs' numbers in ONNX's order. */
export interface Case {
  readonly op: string;
  readonly shapes: readonly (readonly number[])[];
  readonly definition: (...inputs: Numbers[]) => Numbers;
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly opset?: number;
  /** Inputs that can only be constants, such as axes. */
  readonly constants?: readonly Constant[];
  /** From numbers of about normal size to those of the input. */
  readonly domain?: (x: number) => number;
  /** Which sets of inputs depend on the model's input. Default: each alone, and all. */
  readonly explained?: readonly (readonly number[])[];
}

/** Numbers of about normal size. */
export const numbers = (count: number, seed: number): number[] =>
  Array.from({ length: count }, (_, i) => {
    const part = (k: number) => Math.abs((Math.sin(12.9898 * (3 * i + k) + 78.233 * seed) * 43758.5453) % 1);
    return Math.fround(2 * (part(0) + part(1) + part(2) - 1.5));
  });

const positive = (x: number) => 0.3 + Math.abs(x);
const inside = (x: number) => 0.9 * Math.tanh(x);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const clip = (x: number, least: number, most: number) => Math.min(Math.max(x, least), most);

/** ∫ exp(−t²), by Simpson's rule. */
export function erf(x: number): number {
  const f = (t: number) => Math.exp(-t * t);
  const h = x / 1000;
  let sum = f(0) + f(x);
  for (let i = 1; i < 1000; i++) sum += (i % 2 === 1 ? 4 : 2) * f(i * h);
  return (2 / Math.sqrt(Math.PI)) * (h / 3) * sum;
}

const each = (op: string, f: Of<number>, more: Partial<Case> = {}): Case => ({
  op,
  shapes: [[2, 3, 2]],
  definition: (x = []) => x.map((value) => f(value)),
  ...more,
});

const FUNCTIONS: Case[] = [
  each('Abs', Math.abs as Of<number>),
  each('Acos', Math.acos as Of<number>, { domain: inside }),
  each('Acosh', Math.acosh as Of<number>, { domain: (x) => 1 + positive(x) }),
  each('Asin', Math.asin as Of<number>, { domain: inside }),
  each('Asinh', Math.asinh as Of<number>),
  each('Atan', Math.atan as Of<number>),
  each('Atanh', Math.atanh as Of<number>, { domain: inside }),
  each('Cos', Math.cos as Of<number>),
  each('Cosh', Math.cosh as Of<number>),
  each('Erf', erf as Of<number>),
  each('Exp', Math.exp as Of<number>),
  each('Log', Math.log as Of<number>, { domain: positive }),
  each('Neg', (x = 0) => -x),
  each('Reciprocal', (x = 0) => 1 / x, { domain: positive }),
  each('Sin', Math.sin as Of<number>),
  each('Sinh', Math.sinh as Of<number>),
  each('Sqrt', Math.sqrt as Of<number>, { domain: positive }),
  each('Tan', Math.tan as Of<number>, { domain: inside }),
  each('Floor', Math.floor as Of<number>),
  each('Ceil', Math.ceil as Of<number>),
  each('Sign', Math.sign as Of<number>),
  each('Clip', (x = 0) => clip(x, -0.5, 0.7), { opset: 6, attributes: { min: -0.5, max: 0.7 } }),
  each('Clip', (x = 0) => clip(x, 0, 0.7), { constants: [scalar(0), scalar(0.7)] }),
];

const ACTIVATIONS: Case[] = [
  each('Celu', (x = 0) => (x > 0 ? x : 2 * Math.expm1(x / 2)), { attributes: { alpha: 2 } }),
  each('Elu', (x = 0) => (x > 0 ? x : Math.expm1(x))),
  each('Elu', (x = 0) => (x > 0 ? x : 0.4 * Math.expm1(x)), { attributes: { alpha: 0.4 } }),
  each('Gelu', (x = 0) => (x / 2) * (1 + erf(x / Math.SQRT2)), { opset: 20 }),
  each('Gelu', (x = 0) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))), {
    opset: 20,
    attributes: { approximate: 'tanh' },
  }),
  each('HardSigmoid', (x = 0) => clip(x / 6 + 0.4, 0, 1), { attributes: { alpha: 1 / 6, beta: 0.4 } }),
  each('HardSwish', (x = 0) => (x * clip(x + 3, 0, 6)) / 6),
  each('LeakyRelu', (x = 0) => (x > 0 ? x : 0.01 * x)),
  each('Mish', (x = 0) => x * Math.tanh(Math.log1p(Math.exp(x))), { opset: 18 }),
  each('Relu', (x = 0) => Math.max(x, 0)),
  each('Selu', (x = 0) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x))),
  each('Selu', (x = 0) => 3 * (x > 0 ? x : 2 * Math.expm1(x)), { attributes: { alpha: 2, gamma: 3 } }),
  each('Shrink', (x = 0) => (x < -0.4 ? x + 0.2 : x > 0.4 ? x - 0.2 : 0), {
    attributes: { lambd: 0.4, bias: 0.2 },
  }),
  each('Sigmoid', sigmoid as Of<number>),
  each('Softplus', (x = 0) => Math.log1p(Math.exp(x))),
  each('Softsign', (x = 0) => x / (1 + Math.abs(x))),
  each('Swish', (x = 0) => x * sigmoid(1.702 * x), { opset: 24, attributes: { alpha: 1.702 } }),
  each('Tanh', Math.tanh as Of<number>),
  each('ThresholdedRelu', (x = 0) => (x > 0.3 ? x : 0), { attributes: { alpha: 0.3 } }),
  {
    op: 'PRelu',
    shapes: [
      [2, 3, 2],
      [3, 1],
    ],
    definition: (x = [], slopes = []) =>
      x.map((value, i) => (value > 0 ? value : value * slopes[Math.floor(i / 2) % 3]!)),
    explained: [[0]],
  },
  ...(['Softmax', 'LogSoftmax', 'Hardmax'] as const).flatMap((op) =>
    [
      { axis: 2, opset: 13, length: 2, stride: 1 },
      { axis: 1, opset: 13, length: 3, stride: 2 },
      { axis: -3, opset: 13, length: 2, stride: 6 },
      // Below opset 13, the later axes belong to it.
      { axis: 1, opset: 11, length: 6, stride: 1 },
    ].map(
      ({ axis, opset, length, stride }): Case => ({
        op,
        shapes: [[2, 3, 2]],
        opset,
        attributes: { axis },
        definition: (x = []) => alongRows(x, length, stride, SOFTMAX[op]),
      }),
    ),
  ),
];

const SOFTMAX: Record<'Softmax' | 'LogSoftmax' | 'Hardmax', (row: Numbers) => Numbers> = {
  Softmax: (row) => row.map((value) => Math.exp(value) / total(row.map(Math.exp))),
  LogSoftmax: (row) => row.map((value) => value - Math.log(total(row.map(Math.exp)))),
  Hardmax: (row) => row.map((value) => (value === Math.max(...row) ? 1 : 0)),
};

/** A function of each row, whose numbers are `stride` apart. */
function alongRows(x: Numbers, length: number, stride: number, f: (row: Numbers) => Numbers): number[] {
  return x.map((_, i) => {
    const place = Math.floor(i / stride) % length;
    const start = i - place * stride;
    const row = Array.from({ length }, (_, k) => x[start + k * stride]!);
    return f(row)[place]!;
  });
}

export const total = (x: Numbers) => x.reduce((sum, value) => sum + value, 0);

function scalar(value: number): Constant {
  return { type: 'float32', shape: [], data: Float32Array.of(value) };
}

const whole = (...values: number[]): Constant => ({
  type: 'int64',
  shape: [values.length],
  data: Float64Array.from(values),
});

const BROADCAST: readonly (readonly [readonly number[], readonly number[]])[] = [
  [
    [2, 3, 2],
    [2, 3, 2],
  ],
  [
    [2, 3, 2],
    [3, 1],
  ],
  [
    [3, 1],
    [2, 3, 2],
  ],
  [
    [2, 1, 2],
    [3, 1],
  ],
  [[2, 3, 2], []],
];

/** The number of an array at the place of the broadcast shape's index i. */
function broadcastAt(x: Numbers, shape: readonly number[], whole: readonly number[], i: number): number {
  let [rest, index, stride] = [i, 0, 1];
  for (let axis = whole.length - 1; axis >= 0; axis--) {
    const own = shape[axis - whole.length + shape.length] ?? 1;
    index += own === 1 ? 0 : (rest % whole[axis]!) * stride;
    rest = Math.floor(rest / whole[axis]!);
    stride *= own;
  }
  return x[index]!;
}

function elementByElement(shapes: readonly (readonly number[])[], f: (...x: number[]) => number) {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  const whole = Array.from({ length: rank }, (_, axis) =>
    Math.max(...shapes.map((shape) => shape[axis - rank + shape.length] ?? 1)),
  );
  return (...inputs: Numbers[]) =>
    Array.from({ length: size(whole) }, (_, i) =>
      f(...inputs.map((x, k) => broadcastAt(x, shapes[k]!, whole, i))),
    );
}

const BINARY: Readonly<Record<string, readonly [(...x: number[]) => number, Partial<Case>?]>> = {
  Add: [(a, b) => a! + b!],
  Div: [(a, b) => a! / b!, { domain: positive }],
  Max: [(...x) => Math.max(...x)],
  Mean: [(a, b) => (a! + b!) / 2],
  Min: [(...x) => Math.min(...x)],
  Mod: [(a, b) => a! % b!, { domain: positive, attributes: { fmod: 1 } }],
  Mul: [(a, b) => a! * b!],
  Pow: [(a, b) => a! ** b!, { domain: positive }],
  Sub: [(a, b) => a! - b!],
  Sum: [(a, b) => a! + b!],
};

const ARITHMETIC: Case[] = Object.entries(BINARY).flatMap(([op, [f, more]]) =>
  BROADCAST.map((shapes): Case => ({ op, shapes, definition: elementByElement(shapes, f), ...more })),
);

const MORE: Case[] = ['Max', 'Min', 'Sum', 'Mean'].map((op): Case => {
  const shapes = [[2, 3], [3], [2, 1]];
  const f = {
    Max: Math.max,
    Min: Math.min,
    Sum: (...x: number[]) => total(x),
    Mean: (...x: number[]) => total(x) / 3,
  }[op]!;
  return { op, shapes, definition: elementByElement(shapes, f), explained: [[0], [0, 1], [0, 1, 2], [2]] };
});

/** The product of matrices whose leading axes broadcast. */
function product(shapeA: readonly number[], shapeB: readonly number[]) {
  const a = shapeA.length === 1 ? [1, ...shapeA] : shapeA;
  const b = shapeB.length === 1 ? [...shapeB, 1] : shapeB;
  const rank = Math.max(a.length, b.length);
  const leading = Array.from({ length: rank - 2 }, (_, axis) =>
    Math.max(a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1),
  );
  const [m, k, n] = [a.at(-2)!, a.at(-1)!, b.at(-1)!];
  return (x: Numbers, y: Numbers): number[] =>
    Array.from({ length: size(leading) * m * n }, (_, i) => {
      const [before, row, column] = [Math.floor(i / (m * n)), Math.floor(i / n) % m, i % n];
      const start = (values: readonly number[]) =>
        broadcastAt(
          Array.from({ length: size(values) }, (_, p) => p),
          values,
          leading,
          before,
        );
      const [inA, inB] = [start(a.slice(0, -2)) * m * k, start(b.slice(0, -2)) * k * n];
      return total(Array.from({ length: k }, (_, l) => x[inA + row * k + l]! * y[inB + l * n + column]!));
    });
}

const MATRIX: Case[] = [
  ...(
    [
      [
        [3, 4],
        [4, 2],
      ],
      [
        [2, 3, 4],
        [4, 2],
      ],
      [
        [3, 4],
        [2, 4, 2],
      ],
      [
        [2, 3, 4],
        [2, 4, 2],
      ],
      [
        [2, 1, 3, 4],
        [3, 4, 2],
      ],
      [[4], [4, 2]],
      [[3, 4], [4]],
      [[4], [4]],
      [[4], [2, 4, 3]],
      [[2, 3, 4], [4]],
      [
        [1, 3, 4],
        [1, 1, 4, 2],
      ],
      [
        [1, 1, 3, 4],
        [4, 2],
      ],
      [[4], [1, 4, 2]],
      [[1, 3, 4], [4]],
    ] as const
  ).map(
    ([a, b]): Case => ({
      op: 'MatMul',
      shapes: [a, b],
      definition: (x = [], y = []) => product(a, b)(x, y),
    }),
  ),
  ...[0, 1].flatMap((transA) =>
    [0, 1].flatMap((transB) =>
      [undefined, [2], [1, 2], [3, 2], [3, 1], [1], []].map((c): Case => {
        const a = transA ? [4, 3] : [3, 4];
        const b = transB ? [2, 4] : [4, 2];
        const turned = (x: Numbers, [rows = 1, columns = 1]: readonly number[]) =>
          x.map((_, i) => x[(i % rows) * columns + Math.floor(i / rows)]!);
        return {
          op: 'Gemm',
          shapes: c === undefined ? [a, b] : [a, b, c],
          attributes: { transA, transB, alpha: 0.5, beta: -2 },
          explained: c === undefined ? [[0], [1], [0, 1]] : [[0], [1], [0, 2], [0, 1, 2]],
          definition: (x = [], y = [], z = []) =>
            product([3, 4], [4, 2])(transA ? turned(x, a) : x, transB ? turned(y, b) : y).map(
              (value, i) => 0.5 * value - 2 * (c === undefined ? 0 : broadcastAt(z, c, [3, 2], i)),
            ),
        };
      }),
    ),
  ),
  {
    op: 'Einsum',
    shapes: [
      [2, 3, 4],
      [4, 2],
    ],
    attributes: { equation: '...ij, jk -> ...ik' },
    definition: (x = [], y = []) => product([2, 3, 4], [4, 2])(x, y),
  },
  {
    op: 'Einsum',
    shapes: [
      [3, 4],
      [4, 2],
    ],
    attributes: { equation: 'ij,jk' },
    definition: (x = [], y = []) => product([3, 4], [4, 2])(x, y),
  },
  {
    op: 'Einsum',
    shapes: [[2, 3, 3]],
    attributes: { equation: 'bii->b' },
    definition: (x = []) => [0, 1].map((b) => x[9 * b]! + x[9 * b + 4]! + x[9 * b + 8]!),
  },
];

const REDUCTIONS: Readonly<Record<string, readonly [(row: Numbers) => number, Partial<Case>?]>> = {
  ReduceL1: [(x) => total(x.map(Math.abs))],
  ReduceL2: [(x) => Math.hypot(...x)],
  ReduceLogSum: [(x) => Math.log(total(x)), { domain: positive }],
  ReduceLogSumExp: [(x) => Math.log(total(x.map(Math.exp)))],
  ReduceMax: [(x) => Math.max(...x)],
  ReduceMean: [(x) => total(x) / x.length],
  ReduceMin: [(x) => Math.min(...x)],
  ReduceProd: [(x) => x.reduce((a, b) => a * b, 1)],
  ReduceSum: [total],
  ReduceSumSquare: [(x) => total(x.map((value) => value * value))],
};

const REDUCING: Case[] = Object.entries(REDUCTIONS).flatMap(([op, [f, more]]) =>
  [[0], [1], [-1], [0, 1], [1, 2], [2, 0], [0, 1, 2], [], [3]].flatMap((axes) =>
    [0, 1].flatMap((keepdims) =>
      [11, 18].map((opset): Case => {
        const shape = [2, 3, 2, 1];
        const own = axes.length === 0 ? [0, 1, 2, 3] : axes.map((axis) => (axis + 4) % 4);
        const asInput = opset === 18 || (op === 'ReduceSum' && opset >= 13);
        return {
          op,
          opset,
          shapes: [shape],
          attributes: { keepdims, ...(!asInput && axes.length > 0 && { axes }) },
          ...(asInput && axes.length > 0 && { constants: [whole(...axes)] }),
          definition: (x = []) => reducedBy(x, shape, own, f),
          ...more,
        };
      }),
    ),
  ),
);

function reducedBy(
  x: Numbers,
  shape: readonly number[],
  axes: readonly number[],
  f: (row: Numbers) => number,
): number[] {
  const rows = new Map<number, number[]>();
  x.forEach((value, i) => {
    let [rest, key, stride] = [i, 0, 1];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const length = shape[axis]!;
      if (!axes.includes(axis)) {
        key += (rest % length) * stride;
        stride *= length;
      }
      rest = Math.floor(rest / length);
    }
    rows.set(key, [...(rows.get(key) ?? []), value]);
  });
  return [...rows].sort(([a], [b]) => a - b).map(([, row]) => f(row));
}

/** All operators of arithmetic, functions, activations, matrices and reductions that have a derivative. */
export const DEFINITIONS = [...FUNCTIONS, ...ACTIVATIONS, ...ARITHMETIC, ...MORE, ...MATRIX, ...REDUCING];
