import type { Reduction, ReductionName } from '@csm/core/extend';
import { reduced } from '../kernels/reductions.js';
import type { WriteOperation } from './write-operation.js';

const OPERATORS: Readonly<Record<ReductionName, string>> = {
  sum: 'ReduceSum',
  mean: 'ReduceMean',
  maximum: 'ReduceMax',
  minimum: 'ReduceMin',
  product: 'ReduceProd',
  l1: 'ReduceL1',
  l2: 'ReduceL2',
  logSum: 'ReduceLogSum',
  logSumExp: 'ReduceLogSumExp',
  sumOfSquares: 'ReduceSumSquare',
};

export const reduction: WriteOperation<Reduction> = (
  emitter,
  { reduction: name, axes, keepDims = false },
  [x],
) => x && reduced(emitter, OPERATORS[name], x, axes, keepDims);
