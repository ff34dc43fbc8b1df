import type { Recurrent } from '@csm/core/extend';
import { arranged, hasSamples } from '../../layout.js';
import type { OperatorReader, Reading } from '../../reading.js';
import type { Value } from '../../value.js';
import { cellActivations, checkPlainCell } from './cell-activations.js';
import { type Cell, GATES, initialState, ofDirection, transposedWeight } from './directions.js';

/**
 * LSTM, GRU and RNN: one node per direction, and a concatenation of two. The outputs are the hidden states Y `[time, directions, n, units]`,
 * the last hidden state Y_h and, of an LSTM, the last cell state Y_c `[directions, n, units]`; with `layout` 1, n comes first.
 */
export function recurrentReader(cell: Cell): OperatorReader {
  return (at) => {
    const batchFirst = at.number('layout', 0) === 1;
    const [timeAxis, batchAxis] = batchFirst ? [1, 0] : [0, 1];
    const input = at.value(0);
    const [, , features = 0] = input.shape;
    if (input.shape.length !== 3 || hasSamples(input, timeAxis) || hasSamples(input, 2))
      throw at.mixesSamples();
    const time = input.shape[timeAxis] ?? 0;
    checkPlainCell(at, cell, time);
    if (at.constant(1)?.shape[2] !== features)
      throw at.refuse(`expected ${at.constant(1)?.shape[2]} features; got ${features}.`);
    const isSamples = `${input.axes[batchAxis]}` === '0';
    const more = (input.shape[batchAxis] ?? 1) > 1 && !isSamples;
    const x = arranged(at, input, [...(more ? [batchAxis] : []), timeAxis, 2]);
    const batch = { length: input.shape[batchAxis] ?? 1, axes: x.axes[batchAxis] ?? [] };
    const leading = at.outputShape(x).slice(0, -2);
    const operations = directionsOf(at).map(({ reverse, index }) =>
      operationOf(at, cell, index, reverse, batchFirst ? 0 : 1),
    );
    const [first] = operations;
    const units = first?.recurrentKernel.shape[0] ?? 0;

    /** The outputs of the directions side by side: `[…leading, directions, units]`. */
    const together = (output: Recurrent['output'], part: string): Value => {
      const outer = output === 'sequence' ? [...leading, time] : leading;
      const each = operations.map((operation) => {
        const outputShape = [...outer, units];
        const name = operations.length === 1 ? part : `${part}${operation.reverse ? 'backward' : 'forward'}`;
        return at.add(
          { ...operation, output },
          [x],
          { ...x, outputShape, type: input.type },
          name === '' ? undefined : name,
        );
      });
      const [only] = each;
      if (only && each.length === 1) return only;
      const wide = [...outer, each.length * units];
      const joined = at.add(
        { kind: 'concatenate', axis: wide.length },
        each,
        { ...x, outputShape: wide },
        'concatenate',
      );
      const outputShape = [...outer, each.length, units];
      return at.add({ kind: 'reshape', shape: outputShape }, [joined], { ...x, outputShape }, 'reshape');
    };

    const directions = operations.length;
    const unitsAxis = (outer: number) => outer + (directions > 1 ? 2 : 1);
    const directionAxes = (outer: number) => (directions > 1 ? [outer + 1] : []);
    const state = (output: 'hidden' | 'cell'): Value => {
      const outer = leading.length;
      const own = [batch.axes, directionAxes(outer)];
      const lengths = [batch.length, directions];
      return {
        ...together(output, output),
        type: input.type,
        shape: [...(batchFirst ? lengths : lengths.reverse()), units],
        axes: [...(batchFirst ? own : own.reverse()), [unitsAxis(outer)]],
      };
    };
    const sequence = (): Value => {
      const outer = leading.length + 1;
      const timeAxes = [outer];
      const dirs = directionAxes(outer);
      return {
        ...together('sequence', ''),
        type: input.type,
        shape: batchFirst ? [batch.length, time, directions, units] : [time, directions, batch.length, units],
        axes: batchFirst
          ? [batch.axes, timeAxes, dirs, [unitsAxis(outer)]]
          : [timeAxes, dirs, batch.axes, [unitsAxis(outer)]],
      };
    };
    const named = (i: number) => (at.node.outputs[i] ?? '') !== '';
    return [
      named(0) ? sequence() : undefined,
      named(1) ? state('hidden') : undefined,
      named(2) && cell === 'lstm' ? state('cell') : undefined,
    ];
  };
}

function directionsOf(at: Reading): readonly { readonly reverse: boolean; readonly index: number }[] {
  const direction = at.text('direction', 'forward');
  if (direction === 'forward') return [{ reverse: false, index: 0 }];
  if (direction === 'reverse') return [{ reverse: true, index: 0 }];
  if (direction === 'bidirectional') {
    return [
      { reverse: false, index: 0 },
      { reverse: true, index: 1 },
    ];
  }
  throw at.refuse(`expected direction to be forward, reverse or bidirectional; got "${direction}".`);
}

function operationOf(
  at: Reading,
  cell: Cell,
  direction: number,
  reverse: boolean,
  batchAxis: 0 | 1,
): Recurrent {
  const [W, R, B, P] = [at.constant(1), at.constant(2), at.constant(3), at.constant(7)];
  if (!W || !R) throw at.refuse('expected weights W and R.');
  const units = R.shape[2] ?? 0;
  const width = GATES[cell] * units;
  const resetAfter = cell === 'gru' && at.number('linear_before_reset', 0) !== 0;
  const biases = B && Array.from(ofDirection(B, direction));
  const [bias, recurrentBias] = [biases?.slice(0, width), biases?.slice(width)];
  const summed = bias?.map((value, i) => value + (recurrentBias?.[i] ?? 0));
  const hidden = initialState(at, 5, { direction, units, batchAxis });
  const state = cell === 'lstm' ? initialState(at, 6, { direction, units, batchAxis }) : undefined;
  return {
    kind: 'recurrent',
    cell,
    hidesNonlinearity: true,
    output: 'sequence',
    kernel: transposedWeight(at, ofDirection(W, direction), width, W.shape[2] ?? 0),
    recurrentKernel: transposedWeight(at, ofDirection(R, direction), width, units),
    activations: cellActivations(at, cell, direction),
    ...(reverse && { reverse }),
    ...(resetAfter && { resetAfter }),
    ...(resetAfter && bias && { bias: at.weight(bias, [width]) }),
    ...(resetAfter && recurrentBias && { recurrentBias: at.weight(recurrentBias, [width]) }),
    ...(!resetAfter && summed && { bias: at.weight(summed, [width]) }),
    ...(P && cell === 'lstm' && { peepholes: at.weight(ofDirection(P, direction), [3 * units]) }),
    ...(hidden && { initialHidden: hidden }),
    ...(state && { initialCell: state }),
  };
}
