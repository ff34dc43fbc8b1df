import {
  add,
  matMul,
  mul,
  relu,
  reshape,
  sigmoid,
  softplus,
  split,
  sub,
  type Tensor,
  type Tensor2D,
  tanh,
  tile,
  zeros,
} from '@tensorflow/tfjs-core';

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

const functions = { relu, sigmoid, softplus, tanh };

export type CellActivation = keyof typeof functions;

/** `[samples, units]` each. */
export interface CellState {
  readonly hidden: Tensor;
  /** Of an LSTM. */
  readonly cell?: Tensor;
}

/** One step of time, for the inputs that the kernel was applied to: `[samples, gates · units]`. */
export type CellStep = (input: Tensor2D, state: CellState) => CellState;

export function initialState(
  { cell, recurrentKernel, initialHidden, initialCell }: RecurrentCell,
  samples: number,
): CellState {
  const [units = 0] = recurrentKernel.shape;
  const state = (initial: Tensor | undefined) =>
    initial ? tile(reshape(initial, [1, units]), [samples, 1]) : zeros([samples, units]);
  return { hidden: state(initialHidden), ...(cell === 'lstm' && { cell: state(initialCell) }) };
}

export function stepOf(cell: RecurrentCell): CellStep {
  if (cell.cell === 'lstm') return lstm(cell);
  return cell.cell === 'gru' ? gru(cell) : rnn(cell);
}

function activationsOf({ cell, activations }: RecurrentCell): ((x: Tensor) => Tensor)[] {
  const byDefault: CellActivation[] = cell === 'rnn' ? ['tanh'] : ['sigmoid', 'tanh', 'tanh'];
  return byDefault.map((name, i) => functions[activations?.[i] ?? name]);
}

function lstm(cell: RecurrentCell): CellStep {
  const [f, g, h] = activationsOf(cell) as [Function1, Function1, Function1];
  const [peepI, peepO, peepF] = cell.peepholes ? split(cell.peepholes, 3) : [];
  const peeped = (gate: Tensor, state: Tensor, peephole: Tensor | undefined) =>
    peephole ? add(gate, mul(state, peephole)) : gate;
  return (input, { hidden, cell: before = hidden }) => {
    const [i, o, forget, candidate] = split(add(input, recurrent(cell, hidden)), 4, 1) as Four;
    const kept = mul(f(peeped(forget, before, peepF)), before);
    const after = add(kept, mul(f(peeped(i, before, peepI)), g(candidate)));
    return { hidden: mul(f(peeped(o, after, peepO)), h(after)), cell: after };
  };
}

function gru(cell: RecurrentCell): CellStep {
  const { recurrentKernel, recurrentBias, resetAfter } = cell;
  const [f, g] = activationsOf(cell) as [Function1, Function1];
  const [units = 0] = recurrentKernel.shape;
  const parts = [2 * units, units];
  const [gatesKernel, hiddenKernel] = split(recurrentKernel, parts, 1) as [Tensor2D, Tensor2D];
  const [gatesBias, hiddenBias] = recurrentBias ? split(recurrentBias, parts) : [];
  const biased = (x: Tensor, bias: Tensor | undefined) => (bias ? add(x, bias) : x);
  return (input, { hidden }) => {
    const [inputGates, inputHidden] = split(input, parts, 1) as [Tensor, Tensor];
    const gates = f(add(inputGates, biased(matMul(hidden as Tensor2D, gatesKernel), gatesBias)));
    const [update, reset] = split(gates, 2, 1) as [Tensor, Tensor];
    const recalled = resetAfter
      ? mul(reset, biased(matMul(hidden as Tensor2D, hiddenKernel), hiddenBias))
      : biased(matMul(mul(reset, hidden) as Tensor2D, hiddenKernel), hiddenBias);
    const candidate = g(add(inputHidden, recalled));
    return { hidden: add(candidate, mul(update, sub(hidden, candidate))) };
  };
}

function rnn(cell: RecurrentCell): CellStep {
  const [f] = activationsOf(cell) as [Function1];
  return (input, { hidden }) => ({ hidden: f(add(input, recurrent(cell, hidden))) });
}

type Function1 = (x: Tensor) => Tensor;
type Four = [Tensor, Tensor, Tensor, Tensor];

/** h R, with its bias. */
function recurrent({ recurrentKernel, recurrentBias }: RecurrentCell, hidden: Tensor): Tensor {
  const product = matMul(hidden as Tensor2D, recurrentKernel as Tensor2D);
  return recurrentBias ? add(product, recurrentBias) : product;
}
