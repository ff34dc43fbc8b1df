import type { OperatorReader } from '../../reading.js';
import { reduce } from './reduce.js';

export const reduction: Readonly<Record<string, OperatorReader>> = {
  ReduceL1: reduce('l1'),
  ReduceL2: reduce('l2'),
  ReduceLogSum: reduce('logSum'),
  ReduceLogSumExp: reduce('logSumExp'),
  ReduceMax: reduce('maximum'),
  ReduceMean: reduce('mean'),
  ReduceMin: reduce('minimum'),
  ReduceProd: reduce('product'),
  ReduceSum: reduce('sum', 13),
  ReduceSumSquare: reduce('sumOfSquares'),
};
