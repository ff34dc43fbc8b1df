import { fill, reshape, type Tensor, type Tensor2D, tile } from '@tensorflow/tfjs-core';
import type { CellActivation } from './cell-activations.js';

/**
 * The weights and gates of a recurrent cell, with the names and the order of gates of the ONNX standard: input, output, forget and cell
 * gate of an LSTM; update, reset and hidden gate of a GRU.
 */
export interface RecurrentCell {
  readonly cell: 'lstm' | 'gru' | 'rnn';
  /** `[units, gates · units]` */
  readonly recurrentKernel: Tensor;
  /** `[gates · units]`, added to h R. It only differs from the other bias in a GRU with `resetAfter`. */
  readonly recurrentBias?: Tensor;
  /** Of an LSTM: `[3 · units]`, the weights of the cell state for the input, output and forget gate. */
  readonly peepholes?: Tensor;
  /** Of a GRU: whether the reset gate is applied after the recurrent kernel instead of before it. */
  readonly resetAfter?: boolean;
  /** `[units]`; default 0. */
  readonly initialHidden?: Tensor;
  /** `[units]`; default 0. */
  readonly initialCell?: Tensor;
  /**
   * The functions f (gates) and g (candidate state), and for an LSTM h (output); of a plain recurrent network only f. Default: sigmoid, tanh,
   * tanh; of a plain recurrent network tanh.
   */
  readonly activations?: readonly CellActivation[];
}

/** `[samples, units]` each. */
export interface CellState {
  readonly hidden: Tensor;
  /** Of an LSTM. */
  readonly cell?: Tensor;
}

/** The state after a step of time, and the step's vector–Jacobian product. */
export interface SteppedCell {
  readonly state: CellState;
  /** From the cotangents of the state after the step to those of the step's input and of the state before it. */
  readonly back: (cotangents: CellState) => { readonly input: Tensor; readonly state: CellState };
}

/** One step of time, for the inputs that the kernel was applied to: `[samples, gates · units]`. */
export type CellStep = (input: Tensor2D, state: CellState) => SteppedCell;

export function initialState(
  { cell, recurrentKernel, initialHidden, initialCell }: RecurrentCell,
  samples: number,
): CellState {
  const [units = 0] = recurrentKernel.shape;
  const state = (initial: Tensor | undefined) =>
    initial ? tile(reshape(initial, [1, units]), [samples, 1]) : fill([samples, units], 0);
  return { hidden: state(initialHidden), ...(cell === 'lstm' && { cell: state(initialCell) }) };
}
