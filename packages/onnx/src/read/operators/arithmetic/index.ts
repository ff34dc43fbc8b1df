import type { OperatorReader } from '../../reading.js';
import { add, sub } from './add.js';
import { max, min } from './max.js';
import { mod } from './mod.js';
import { div, mul } from './mul.js';
import { pow } from './pow.js';
import { mean, sum } from './sum.js';

export const arithmetic: Readonly<Record<string, OperatorReader>> = {
  Add: add,
  Div: div,
  Max: max,
  Mean: mean,
  Min: min,
  Mod: mod,
  Mul: mul,
  Pow: pow,
  Sub: sub,
  Sum: sum,
};
