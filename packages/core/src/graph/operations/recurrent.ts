import {
  add,
  matMul,
  reshape,
  stack,
  type Tensor,
  type Tensor2D,
  unstack,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { OperationKind } from '../operation-kind.js';
import type { Weight } from '../weight.js';
import { gru } from './gru-cell.js';
import { lstm } from './lstm-cell.js';
import { type CellState, initialState, type RecurrentCell, type SteppedCell } from './recurrent-cells.js';
import { rnn } from './rnn-cell.js';

/**
 * A recurrent layer in one direction: LSTM (Hochreiter & Schmidhuber 1997), GRU (Cho et al. 2014) or a plain recurrent network, over
 * `[samples, …, time, features]`. Gates are those of {@link RecurrentCell}.
 *
 * It applies its activations inside, in each step, where no backward rule can reach them.
 */
export interface Recurrent extends RecurrentCell {
  readonly kind: 'recurrent';
  readonly hidesNonlinearity: true;
  /** `[features, gates · units]` */
  readonly kernel: Weight;
  /** `[gates · units]`, added to x W. */
  readonly bias?: Weight;
  /** Whether time runs backwards. */
  readonly reverse?: boolean;
  /**
   * What it returns: the hidden state at each time, `[samples, …, time, units]`, in the order of the input; or, `[samples, …, units]`, the
   * hidden state or the cell state after the last step.
   */
  readonly output: 'sequence' | 'hidden' | 'cell';
}

const cells = { lstm, gru, rnn };

export const recurrent: OperationKind<Recurrent> = {
  fromLayer: () => undefined,
  forward: (operation, [x]) => outputOf(operation, x, steps(operation, x)),
  reads: 'inputs',
  vjp: (operation, { inputs: [x] }, cotangent) => [throughTime(operation, x, cotangent)],
};

/** The cell after each step, in the order of the steps. */
function steps(operation: Recurrent, x: Tensor): SteppedCell[] {
  const { kernel, bias, reverse } = operation;
  const [time = 0, features = 0] = x.shape.slice(-2);
  const [, width = 0] = kernel.shape;
  const product = matMul(reshape(x, [-1, features]) as Tensor2D, kernel as Tensor2D);
  const projected = reshape(bias ? add(product, bias) : product, [-1, time, width]);
  const inputs = unstack(projected, 1) as Tensor2D[];
  if (reverse) inputs.reverse();
  const step = cells[operation.cell](operation);
  let state = initialState(operation, projected.shape[0] ?? 0);
  return inputs.map((input) => {
    const stepped = step(input, state);
    state = stepped.state;
    return stepped;
  });
}

function outputOf(operation: Recurrent, x: Tensor, stepped: readonly SteppedCell[]): Tensor {
  const { output, reverse, recurrentKernel } = operation;
  const [units = 0] = recurrentKernel.shape;
  const leading = x.shape.slice(0, -2);
  if (output === 'sequence') {
    const hidden = stepped.map(({ state }) => state.hidden);
    return reshape(stack(reverse ? hidden.reverse() : hidden, 1), [...leading, hidden.length, units]);
  }
  const { hidden, cell = hidden } =
    stepped.at(-1)?.state ??
    initialState(
      operation,
      leading.reduce((product, length) => product * length, 1),
    );
  return reshape(output === 'cell' ? cell : hidden, [...leading, units]);
}

/** Backpropagation through time. */
function throughTime(operation: Recurrent, x: Tensor, cotangent: Tensor): Tensor {
  const { kernel, recurrentKernel, output, reverse } = operation;
  const [time = 0, features = 0] = x.shape.slice(-2);
  const [[units = 0], [, width = 0]] = [recurrentKernel.shape, kernel.shape];
  const sequence = output === 'sequence' ? unstack(reshape(cotangent, [-1, time, units]), 1) : [];
  if (reverse) sequence.reverse();
  const last = reshape(cotangent, [-1, units]);
  const none = zerosLike(sequence[0] ?? last);
  const isCell = output === 'cell' && operation.cell === 'lstm';
  let state: CellState = {
    hidden: output === 'sequence' || isCell ? none : last,
    ...(isCell && { cell: last }),
  };
  const toInputs: Tensor[] = [];
  for (const { back } of steps(operation, x).reverse()) {
    const arriving = sequence.pop();
    const shares = back(arriving ? { ...state, hidden: add(state.hidden, arriving) } : state);
    toInputs.push(shares.input);
    state = shares.state;
  }
  // The last step comes first.
  if (!reverse) toInputs.reverse();
  const toProjected = reshape(stack(toInputs, 1), [-1, width]) as Tensor2D;
  return reshape(matMul(toProjected, kernel as Tensor2D, false, true), [...x.shape.slice(0, -1), features]);
}
