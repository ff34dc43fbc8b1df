import { add, matMul, mul, type Tensor2D } from '@tensorflow/tfjs-core';
import { plainFunction } from './cell-activations.js';
import { recalled } from './recalled.js';
import type { CellStep, RecurrentCell } from './recurrent-cells.js';

/** A step of a plain recurrent network (Elman 1990). */
export function rnn(cell: RecurrentCell): CellStep {
  const f = plainFunction(cell.activations);
  return (input, { hidden }) => {
    const sum = add(input, recalled(cell, hidden));
    const value = f.value(sum);
    return {
      state: { hidden: value },
      back({ hidden: toHidden }) {
        const toSum = mul(toHidden, f.derivative(sum, value));
        return {
          input: toSum,
          state: { hidden: matMul(toSum as Tensor2D, cell.recurrentKernel as Tensor2D, false, true) },
        };
      },
    };
  };
}
