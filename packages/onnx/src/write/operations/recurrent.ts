import { size } from '@csm/base';
import type { CellActivation, Recurrent } from '@csm/core/extend';
import type { Emitter } from '../emitter.js';
import { relabelled } from '../kernels/products.js';
import type { Value } from '../value.js';
import type { OperationContext, WriteOperation } from './write-operation.js';

const CELLS = {
  gru: { op: 'GRU', gates: 3, functions: ['sigmoid', 'tanh'] },
  lstm: { op: 'LSTM', gates: 4, functions: ['sigmoid', 'tanh', 'tanh'] },
  rnn: { op: 'RNN', gates: 1, functions: ['tanh'] },
} as const;

const FUNCTIONS: Readonly<Record<CellActivation, string>> = {
  relu: 'Relu',
  sigmoid: 'Sigmoid',
  softplus: 'Softplus',
  tanh: 'Tanh',
};

/** The gates are already in the order of the standard, in which time is the first axis and samples are the second. */
export const recurrent: WriteOperation<Recurrent> = (emitter, operation, [x], { valueFor }) => {
  const { cell, kernel, recurrentKernel, output, reverse, activations } = operation;
  // In ONNX Runtime's GRU, softplus is infinite for inputs above about 89.
  if (x === undefined || activations?.includes('softplus')) return undefined;
  const { op, functions } = CELLS[cell];
  const [leading, [time = 1, features = 1]] = [x.shape.slice(0, -2), x.shape.slice(-2)];
  const [samples, units] = [size(leading), recurrentKernel.shape[0] ?? 1];
  const steps = emitter.ordered(emitter.reshaped(x, [samples, time, features]), [1, 0, 2]);
  const bias = biasOf(emitter, operation, valueFor);
  if (bias === 'not a constant') return undefined;
  const initial = (state: Recurrent['initialHidden']) =>
    state && expanded(emitter, valueFor(state), [1, samples, units]);
  const isLstm = cell === 'lstm';
  const inputs = [
    steps,
    ofOneDirection(emitter, valueFor(kernel)),
    ofOneDirection(emitter, valueFor(recurrentKernel)),
    bias,
    undefined,
    initial(operation.initialHidden),
    isLstm ? initial(operation.initialCell) : undefined,
    isLstm && operation.peepholes
      ? emitter.reshaped(valueFor(operation.peepholes), [1, 3 * units])
      : undefined,
  ];
  while (inputs.at(-1) === undefined) inputs.pop();
  const state = { type: 'float32' as const, shape: [1, samples, units] };
  const found = emitter.addMany(
    op,
    inputs,
    [{ type: 'float32', shape: [time, 1, samples, units] }, state, ...(isLstm ? [state] : [])],
    {
      hidden_size: units,
      direction: reverse ? 'reverse' : undefined,
      linear_before_reset: cell === 'gru' && operation.resetAfter ? 1 : undefined,
      activations: activations && {
        strings: functions.map((name, i) => FUNCTIONS[activations[i] ?? name]),
      },
    },
  );
  const [sequence, hidden, last = hidden] = found;
  if (sequence === undefined || hidden === undefined || last === undefined) return undefined;
  if (output !== 'sequence') {
    return emitter.reshaped(output === 'cell' ? last : hidden, [...leading, units]);
  }
  const bySample = emitter.reshaped(relabelled(sequence, [2, 0, 1, 3]), [samples, time, units]);
  return emitter.reshaped(bySample, [...leading, time, units]);
};

/** A kernel `[in, gates]` in the shape of the standard, `[directions, gates, in]`. */
function ofOneDirection(emitter: Emitter, kernel: Value): Value {
  const rows = emitter.ordered(relabelled(kernel, [1, 0]));
  return emitter.reshaped(rows, [1, ...rows.shape]);
}

/** The biases of the inputs and of the hidden state, concatenated. */
function biasOf(
  emitter: Emitter,
  { cell, bias, recurrentBias, recurrentKernel }: Recurrent,
  valueFor: OperationContext['valueFor'],
): Value | undefined | 'not a constant' {
  if (bias === undefined && recurrentBias === undefined) return undefined;
  const width = CELLS[cell].gates * (recurrentKernel.shape[0] ?? 1);
  const both = new Float32Array(2 * width);
  for (const [i, part] of [bias, recurrentBias].entries()) {
    if (part === undefined) continue;
    const { numbers } = valueFor(part);
    if (!(numbers instanceof Float32Array)) return 'not a constant';
    both.set(numbers, i * width);
  }
  return emitter.constant(both, [1, 2 * width]);
}

function expanded(emitter: Emitter, state: Value, shape: readonly number[]): Value {
  const row = emitter.reshaped(state, [1, 1, shape.at(-1) ?? 1]);
  return emitter.add('Expand', [row, emitter.integers(shape)], { type: state.type, shape });
}
