import { add, matMul, reshape, stack, type Tensor, type Tensor2D, unstack } from '@tensorflow/tfjs-core';
import { tapeVjp } from '../../tape/tape.js';
import type { OperationKind } from '../operation-kind.js';
import type { Weight } from '../weight.js';
import { initialState, type RecurrentCell, stepOf } from './recurrent-cells.js';

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

export const recurrent: OperationKind<Recurrent> = {
  fromLayer: () => undefined,
  forward: (operation, [x]) => run(operation, x),
  reads: 'inputs',
  vjp: (operation, { inputs }, cotangent) => tapeVjp(([x]) => run(operation, x as Tensor), inputs, cotangent),
};

function run(operation: Recurrent, x: Tensor): Tensor {
  const { kernel, bias, reverse, output } = operation;
  const [time = 0, features = 0] = x.shape.slice(-2);
  const [, width = 0] = kernel.shape;
  const leading = x.shape.slice(0, -2);
  const product = matMul(reshape(x, [-1, features]) as Tensor2D, kernel as Tensor2D);
  const projected = reshape(bias ? add(product, bias) : product, [-1, time, width]);
  const steps = unstack(projected, 1) as Tensor2D[];
  if (reverse) steps.reverse();
  const step = stepOf(operation);
  let state = initialState(operation, projected.shape[0] ?? 0);
  const hidden: Tensor[] = [];
  for (const input of steps) {
    state = step(input, state);
    if (output === 'sequence') hidden.push(state.hidden);
  }
  const units = operation.recurrentKernel.shape[0] ?? 0;
  if (output === 'hidden') return reshape(state.hidden, [...leading, units]);
  if (output === 'cell') return reshape(state.cell ?? state.hidden, [...leading, units]);
  return reshape(stack(reverse ? hidden.reverse() : hidden, 1), [...leading, time, units]);
}
