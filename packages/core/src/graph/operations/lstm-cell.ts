import {
  add,
  concat,
  matMul,
  mul,
  split,
  type Tensor,
  type Tensor2D,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { gatedFunctions } from './cell-activations.js';
import { recalled } from './recalled.js';
import type { CellStep, RecurrentCell } from './recurrent-cells.js';

type Four = [Tensor, Tensor, Tensor, Tensor];

/** A step of an LSTM, with peepholes or without. Source: Hochreiter & Schmidhuber 1997; peepholes: Gers & Schmidhuber 2000. */
export function lstm(cell: RecurrentCell): CellStep {
  const [f, g, h] = gatedFunctions(cell.activations);
  const [peepI, peepO, peepF] = cell.peepholes ? split(cell.peepholes, 3) : [];
  /** x + state ⊙ peephole: forward, from the cell state to a gate; backward, from a gate's cotangent to that of the cell state. */
  const peeped = (x: Tensor, state: Tensor, peephole: Tensor | undefined) =>
    peephole ? add(x, mul(state, peephole)) : x;
  return (input, { hidden, cell: before = zerosLike(hidden) }) => {
    const [ownI, ownO, ownF, candidate] = split(add(input, recalled(cell, hidden)), 4, 1) as Four;
    const [sumI, sumF] = [peeped(ownI, before, peepI), peeped(ownF, before, peepF)];
    const [i, forget, written] = [f.value(sumI), f.value(sumF), g.value(candidate)];
    const after = add(mul(forget, before), mul(i, written));
    const sumO = peeped(ownO, after, peepO);
    const [o, shown] = [f.value(sumO), h.value(after)];
    return {
      state: { hidden: mul(o, shown), cell: after },
      back({ hidden: toHidden, cell: toCell = zerosLike(after) }) {
        const toO = mul(mul(toHidden, shown), f.derivative(sumO, o));
        const throughShown = mul(mul(toHidden, o), h.derivative(after, shown));
        const toAfter = peeped(add(toCell, throughShown), toO, peepO);
        const toI = mul(mul(toAfter, written), f.derivative(sumI, i));
        const toF = mul(mul(toAfter, before), f.derivative(sumF, forget));
        const toCandidate = mul(mul(toAfter, i), g.derivative(candidate, written));
        const toInput = concat([toI, toO, toF, toCandidate], 1);
        return {
          input: toInput,
          state: {
            hidden: matMul(toInput as Tensor2D, cell.recurrentKernel as Tensor2D, false, true),
            cell: peeped(peeped(mul(toAfter, forget), toI, peepI), toF, peepF),
          },
        };
      },
    };
  };
}
