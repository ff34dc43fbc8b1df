import { size } from '@csm/base';
import { axisOf } from '../../axes.js';
import { ownAxes, reshaped } from '../../layout.js';
import type { OperatorReader, Reading } from '../../reading.js';
import type { Value } from '../../value.js';
import { elementPositions } from './gather-elements.js';
import { rowPositions } from './gather-nd.js';
import { constantIndices, indicesInto } from './indices.js';
import { asRows } from './rows.js';

/** ScatterElements with constant indices; also Scatter, its name in older models. */
export const scatterElements: OperatorReader = (at) => {
  const indices = constantIndices(at, 1);
  const value = at.value(0);
  const axis = axisOf(at, at.number('axis', 0), value.shape.length);
  const inside = indicesInto(at, indices.data, value.shape[axis] ?? 1);
  const positions = elementPositions(value.shape, indices.shape, axis, inside);
  return scattered(at, value, size(value.shape), positions);
};

/** ScatterND with constant indices. */
export const scatterND: OperatorReader = (at) => {
  const indices = constantIndices(at, 1);
  const value = at.value(0);
  const width = indices.shape.at(-1) ?? 0;
  const positions = rowPositions(at, indices, value.shape);
  return scattered(at, value, size(value.shape.slice(0, width)), positions);
};

const MERGES = { mul: 'multiply', max: 'maximum', min: 'minimum' } as const;

/** The value with the third input's rows at some positions, combined with what was there. */
function scattered(at: Reading, value: Value, rows: number, positions: readonly number[]): Value {
  if (positions.length === 0) return value;
  const updates = asRows(at, at.value(2), positions.length);
  let data = asRows(at, value, rows);
  if (updates.shape[1] !== data.shape[1]) {
    throw at.refuse(`expected updates that fit [${value.shape}]; got [${at.value(2).shape}].`);
  }
  const reduction = at.text('reduction', 'none');
  if (reduction === 'none') data = overwritten(at, data, updates, positions);
  else if (reduction === 'add') {
    const spread = at.add(
      { kind: 'scatterAdd', axis: 1, indices: positions, length: rows },
      [updates],
      { ...data, outputShape: data.shape },
      'updates',
    );
    data = at.addAlike({ kind: 'add' }, [data, spread]);
  } else if (reduction in MERGES) {
    const kind = MERGES[reduction as keyof typeof MERGES];
    for (const round of roundsOf(positions)) {
      const there = rowsAt(
        at,
        data,
        round.map((k) => positions[k] ?? 0),
      );
      const merged = at.addAlike({ kind }, [there, rowsAt(at, updates, round)]);
      data = overwritten(
        at,
        data,
        merged,
        round.map((k) => positions[k] ?? 0),
      );
    }
  } else throw at.refuse(`expected the reduction none, add, mul, max or min; got "${reduction}".`);
  return { ...reshaped(at, data, value.shape), type: value.type };
}

/** Rows replaced by others; the last one of several for the same position stays. */
function overwritten(at: Reading, data: Value, updates: Value, positions: readonly number[]): Value {
  const [rows = 0, width = 0] = data.shape;
  const shape = [rows + positions.length, width];
  const both = at.add(
    { kind: 'concatenate', axis: 1 },
    [data, updates],
    { outputShape: shape, shape, axes: ownAxes(shape) },
    'both',
  );
  const from = Array.from({ length: rows }, (_, row) => row);
  for (const [k, position] of positions.entries()) from[position] = rows + k;
  return rowsAt(at, both, from);
}

function rowsAt(at: Reading, rows: Value, indices: readonly number[]): Value {
  const shape = [indices.length, rows.shape[1] ?? 0];
  return at.add({ kind: 'gather', axis: 1, indices }, [rows], {
    outputShape: shape,
    shape,
    axes: ownAxes(shape),
  });
}

/** Groups of updates in which no position occurs twice, by their indices: the first update of each position, the second ones, …. */
function roundsOf(positions: readonly number[]): number[][] {
  const seen = new Map<number, number>();
  const rounds: number[][] = [];
  for (const [k, position] of positions.entries()) {
    const before = seen.get(position) ?? 0;
    seen.set(position, before + 1);
    rounds[before] = [...(rounds[before] ?? []), k];
  }
  return rounds;
}
