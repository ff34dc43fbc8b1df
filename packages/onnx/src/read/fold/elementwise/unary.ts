import { computed } from '../arrays/numbers-of-type.js';
import { roundHalfEven } from '../arrays/round-half-even.js';
import type { Fold, Folds } from '../folding.js';
import { erf } from './erf.js';

/** A function of each number, computed in float64. */
function each(f: (x: number) => number): Fold {
  return (at) => {
    const { type, shape, data } = at.input(0);
    return computed(at, type, shape, (i) => f(data[i] ?? 0));
  };
}

/** A truth value of each number. */
function test(f: (x: number) => boolean): Fold {
  return (at) => {
    const { shape, data } = at.input(0);
    return computed(at, 'bool', shape, (i) => (f(data[i] ?? 0) ? 1 : 0));
  };
}

/** Operators of one input that treat each number on its own. */
export const unary: Folds = {
  Abs: each(Math.abs),
  Acos: each(Math.acos),
  Acosh: each(Math.acosh),
  Asin: each(Math.asin),
  Asinh: each(Math.asinh),
  Atan: each(Math.atan),
  Atanh: each(Math.atanh),
  Ceil: each(Math.ceil),
  Cos: each(Math.cos),
  Cosh: each(Math.cosh),
  Erf: each(erf),
  Exp: each(Math.exp),
  Floor: each(Math.floor),
  Identity: (at) => at.input(0),
  IsInf: (at) => {
    const [negative, positive] = [at.number('detect_negative', 1), at.number('detect_positive', 1)];
    return test(
      (x) =>
        (x === Number.NEGATIVE_INFINITY && negative !== 0) ||
        (x === Number.POSITIVE_INFINITY && positive !== 0),
    )(at);
  },
  IsNaN: test(Number.isNaN),
  Log: each(Math.log),
  Neg: each((x) => -x),
  Not: test((x) => x === 0),
  Reciprocal: each((x) => 1 / x),
  Relu: each((x) => Math.max(x, 0)),
  Round: each(roundHalfEven),
  Sigmoid: each((x) => 1 / (1 + Math.exp(-x))),
  Sign: each(Math.sign),
  Sin: each(Math.sin),
  Sinh: each(Math.sinh),
  Sqrt: each(Math.sqrt),
  Tan: each(Math.tan),
  Tanh: each(Math.tanh),
};
