import { add, type Tensor } from '@tensorflow/tfjs-core';
import type { Emitter } from './emitter.js';
import { scalar } from './kernels/elementwise.js';
import type { Recording } from './recorder.js';
import { type Value, writtenShape } from './value.js';

/**
 * Records sums over rounds as a Loop: the file contains the code of one round, and the memory of one round suffices to run it.
 * @param terms records the terms of one round; `round` is its index.
 * @returns for each term, its sum over the rounds.
 */
export function recordSums(
  emitter: Emitter,
  { tensorFor, valueFor }: Recording,
  rounds: number,
  terms: (round: Value) => readonly Tensor[],
): Tensor[] {
  const round = emitter.input('round', { type: 'int64', shape: [] });
  const going = emitter.input('going', { type: 'bool', shape: [] });
  const sums = terms(round).map((term) => {
    const { type, shape, order } = valueFor(term);
    const form = { type, shape, order };
    const before = emitter.input('sum', form);
    const after = emitter.ordered(valueFor(add(tensorFor(before), term)), order);
    const start = emitter.add('Expand', [scalar(emitter, 0), emitter.integers(writtenShape(form))], form);
    return { form, before, after, start };
  });
  const goesOn = emitter.add('Identity', [going], { type: 'bool', shape: [] });
  const count = emitter.constant(BigInt64Array.of(BigInt(rounds)), []);
  const found = emitter.addMany(
    'Loop',
    [count, undefined, ...sums.map(({ start }) => start)],
    sums.map(({ form }) => form),
    {},
    {
      inputs: [round, going, ...sums.map(({ before }) => before)],
      outputs: [goesOn, ...sums.map(({ after }) => after)],
    },
  );
  return found.map(tensorFor);
}

/** A row of a table of constants. @param index an integer scalar. */
export function rowOf(emitter: Emitter, table: Value, index: Value): Value {
  const output = { type: table.type, shape: table.shape.slice(1) };
  return emitter.add('Gather', [table, index], output, { axis: 0 });
}
