import type { OperatorReader } from '../../reading.js';
import { scaled } from '../arithmetic/scaled.js';
import { clip } from './clip.js';
import { isInf } from './is-inf.js';
import { log } from './log.js';
import { unary } from './unary.js';

export const functions: Readonly<Record<string, OperatorReader>> = {
  Abs: unary('abs'),
  Acos: unary('acos'),
  Acosh: unary('acosh'),
  Asin: unary('asin'),
  Asinh: unary('asinh'),
  Atan: unary('atan'),
  Atanh: unary('atanh'),
  Ceil: unary('ceil'),
  Clip: clip,
  Cos: unary('cos'),
  Cosh: unary('cosh'),
  Erf: unary('erf'),
  Exp: unary('exp'),
  Floor: unary('floor'),
  IsInf: isInf,
  IsNaN: unary('isNaN', 'bool'),
  Log: log,
  Neg: (at) => scaled(at, at.value(0), -1),
  Reciprocal: unary('reciprocal'),
  Round: unary('round'),
  Sign: unary('sign'),
  Sin: unary('sin'),
  Sinh: unary('sinh'),
  Sqrt: unary('sqrt'),
  Tan: unary('tan'),
};
