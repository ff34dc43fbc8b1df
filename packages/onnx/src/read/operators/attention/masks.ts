import type { Constant } from '../../../model/onnx-model.js';
import type { Reading } from '../../reading.js';
import type { Operand } from '../../value.js';

/** What a mask does to the scores `[n, heads, queries, keys]` of an attention; its tensors broadcast to them. */
export interface Mask {
  /** Added to the scores. */
  readonly added: Operand;
  /** Multiplies the weights: 0 for the queries that may attend to no key, else 1. Absent: each may attend to one. */
  readonly attends?: Constant;
}

/** Added to a score that is masked: softmax gives exactly 0, and no number becomes infinite. */
const MASKED = -1e30;

/**
 * A mask of truth values (true: attended) or of numbers that are added, combined with the rule that a query only attends to the keys up to
 * its own position.
 */
export function constantMask(
  at: Reading,
  { type, shape, data }: Constant,
  { queries, keys, causal }: { queries: number; keys: number; causal: boolean },
): Mask {
  const [rows = 1, columns = 1] = [shape.at(-2), shape.at(-1)];
  const fits = (rows === 1 || rows === queries) && (columns === 1 || columns === keys);
  if (!fits)
    throw at.refuse(`expected a mask for ${queries} queries and ${keys} keys; got [${shape.join(', ')}].`);
  const outer = shape.slice(0, -2);
  const matrices = data.length / (rows * columns);
  const numbers = new Float32Array(matrices * queries * keys);
  const attends = new Float32Array(matrices * queries);
  for (const row of attends.keys()) {
    const query = row % queries;
    const start = (Math.floor(row / queries) * rows + (rows === 1 ? 0 : query)) * columns;
    const added = Array.from({ length: keys }, (_, key) => {
      if (causal && key > query) return Number.NEGATIVE_INFINITY;
      const own = data[start + (columns === 1 ? 0 : key)] ?? 0;
      if (type !== 'bool') return own;
      return own === 0 ? Number.NEGATIVE_INFINITY : 0;
    });
    const most = added.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    // float32 rounds the scores away next to such a number, and all keys that have it get the same weight.
    if (Number.isFinite(most) && most <= MASKED)
      throw at.refuse('its mask adds such low numbers to all scores of a query that they become equal.');
    attends[row] = most > MASKED ? 1 : 0;
    numbers.set(
      added.map((value) => Math.max(value, MASKED)),
      row * keys,
    );
  }
  const added: Constant = { type: 'float32', shape: [...outer, queries, keys], data: numbers };
  if (attends.every((each) => each === 1)) return { added };
  return { added, attends: { type: 'float32', shape: [...outer, queries, 1], data: attends } };
}

/** Lets each query attend to the keys up to its own position. */
export function causalMask(queries: number, keys: number): Constant {
  const data = Float32Array.from({ length: queries * keys }, (_, i) =>
    i % keys <= Math.floor(i / keys) ? 0 : MASKED,
  );
  return { type: 'float32', shape: [queries, keys], data };
}
