/** A function of numbers, as TensorFlow defines it elementwise. Booleans are 0 and 1. */
export type ScalarFunction = (a: number, b: number, c: number) => number;

const truth = (value: boolean): number => (value ? 1 : 0);
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
// For a large x, 1 would be lost in the sum.
const softplus = (x: number): number => (x > 30 ? x + Math.exp(-x) : Math.log1p(Math.exp(x)));
const elu = (x: number): number => (x > 0 ? x : Math.expm1(x));
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;
const selu = (x: number): number => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x));

/**
 * With an error of at most 1.5e-7. Source: Abramowitz & Stegun 1964, formula 7.1.26, which tfjs uses too.
 *
 * @category Graphs and operations
 */
export function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const series =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - series * Math.exp(-x * x));
}

/** The elementwise functions without parameters, by the names of TensorFlow's operations and of tfjs' kernels. */
export const SCALAR_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  Abs: Math.abs,
  Add: (a, b) => a + b,
  AddV2: (a, b) => a + b,
  Atan: Math.atan,
  BiasAdd: (a, b) => a + b,
  Cast: (a) => a,
  Ceil: Math.ceil,
  ClipByValue: (a, b, c) => Math.min(Math.max(a, b), c),
  Cos: Math.cos,
  Div: (a, b) => a / b,
  Elu: elu,
  Equal: (a, b) => truth(a === b),
  Erf: erf,
  Exp: Math.exp,
  Expm1: Math.expm1,
  Floor: Math.floor,
  Greater: (a, b) => truth(a > b),
  GreaterEqual: (a, b) => truth(a >= b),
  Identity: (a) => a,
  IsFinite: (a) => truth(Number.isFinite(a)),
  IsInf: (a) => truth(Math.abs(a) === Number.POSITIVE_INFINITY),
  IsNan: (a) => truth(Number.isNaN(a)),
  Less: (a, b) => truth(a < b),
  LessEqual: (a, b) => truth(a <= b),
  Log: Math.log,
  Log1p: Math.log1p,
  LogicalAnd: (a, b) => a * b,
  LogicalNot: (a) => 1 - a,
  LogicalOr: (a, b) => Math.max(a, b),
  Maximum: (a, b) => Math.max(a, b),
  Minimum: (a, b) => Math.min(a, b),
  Mul: (a, b) => a * b,
  Multiply: (a, b) => a * b,
  Neg: (a) => -a,
  NotEqual: (a, b) => truth(a !== b),
  OnesLike: () => 1,
  Pow: (a, b) => a ** b,
  RealDiv: (a, b) => a / b,
  Reciprocal: (a) => 1 / a,
  Relu: (a) => Math.max(a, 0),
  Relu6: (a) => Math.min(Math.max(a, 0), 6),
  Round: (a) => (Math.abs(a % 1) === 0.5 ? 2 * Math.round(a / 2) : Math.round(a)),
  Rsqrt: (a) => 1 / Math.sqrt(a),
  Select: (a, b, c) => (a === 0 ? c : b),
  SelectV2: (a, b, c) => (a === 0 ? c : b),
  Selu: selu,
  Sigmoid: sigmoid,
  Sign: Math.sign,
  Sin: Math.sin,
  Softplus: softplus,
  Softsign: (a) => a / (1 + Math.abs(a)),
  Sqrt: Math.sqrt,
  Square: (a) => a * a,
  SquaredDifference: (a, b) => (a - b) ** 2,
  Sub: (a, b) => a - b,
  Tanh: Math.tanh,
  ZerosLike: () => 0,
};
