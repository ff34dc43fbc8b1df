import { add, concat, matMul, mul, split, sub, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { gatedFunctions } from './cell-activations.js';
import type { CellStep, RecurrentCell } from './recurrent-cells.js';

/** A step of a GRU, with the reset gate before or after the recurrent kernel. Source: Cho et al. 2014. */
export function gru(cell: RecurrentCell): CellStep {
  const { recurrentKernel, recurrentBias, resetAfter } = cell;
  const [f, g] = gatedFunctions(cell.activations);
  const [units = 0] = recurrentKernel.shape;
  const parts = [2 * units, units];
  const [gatesKernel, hiddenKernel] = split(recurrentKernel, parts, 1) as [Tensor2D, Tensor2D];
  const [gatesBias, hiddenBias] = recurrentBias ? split(recurrentBias, parts) : [];
  const affine = (x: Tensor, kernel: Tensor2D, bias: Tensor | undefined) => {
    const product = matMul(x as Tensor2D, kernel);
    return bias ? add(product, bias) : product;
  };
  return (input, { hidden }) => {
    const [inputGates, inputHidden] = split(input, parts, 1) as [Tensor, Tensor];
    const sums = add(inputGates, affine(hidden, gatesKernel, gatesBias));
    const gates = f.value(sums);
    const [update, reset] = split(gates, 2, 1) as [Tensor, Tensor];
    const recalled = affine(resetAfter ? hidden : mul(reset, hidden), hiddenKernel, hiddenBias);
    const sum = add(inputHidden, resetAfter ? mul(reset, recalled) : recalled);
    const candidate = g.value(sum);
    const change = sub(hidden, candidate);
    return {
      state: { hidden: add(candidate, mul(update, change)) },
      back({ hidden: toHidden }) {
        const toCandidate = mul(mul(toHidden, sub(1, update)), g.derivative(sum, candidate));
        const toRecalled = resetAfter ? mul(toCandidate, reset) : toCandidate;
        const toRead = matMul(toRecalled as Tensor2D, hiddenKernel, false, true);
        const toReset = resetAfter ? mul(toCandidate, recalled) : mul(toRead, hidden);
        const toGates = mul(concat([mul(toHidden, change), toReset], 1), f.derivative(sums, gates));
        const direct = add(mul(toHidden, update), resetAfter ? toRead : mul(toRead, reset));
        return {
          input: concat([toGates, toCandidate], 1),
          state: { hidden: add(direct, matMul(toGates as Tensor2D, gatesKernel, false, true)) },
        };
      },
    };
  };
}
