import { alongside, arranged, fitsAlongside, hasSamples, reshaped } from '../../layout.js';
import type { Reading } from '../../reading.js';
import { isConstant, type Operand, type Value } from '../../value.js';
import { plus } from '../normalization/affine.js';
import type { Mask } from './masks.js';

/** The parts of an attention, each `[n, heads, length, size of a head]`. */
export interface Heads {
  readonly query: Value;
  readonly key: Value;
  readonly value: Value;
}

export interface AttentionSettings {
  /** Default: 1 / √(size of a head). */
  readonly scale?: number | undefined;
  /** Scores s become cap · tanh(s / cap). */
  readonly softcap?: number | undefined;
  /** Added to the scores. */
  readonly masks: readonly Mask[];
}

/**
 * softmax(Q Kᵀ · scale + masks) V, as nodes that rules know: a product, a scale, the masks, softmax, a product. If there are fewer heads
 * of keys and values than of queries, each serves as many consecutive heads of queries. A query that may attend to no key gets zeros.
 */
export function scaledDotProduct(
  at: Reading,
  { query, key, value }: Heads,
  { scale, softcap, masks }: AttentionSettings,
): Value {
  const [batch = 1, heads = 1, queries = 1, size = 1] = query.shape;
  const [, keyHeads = 1, keys = 1] = key.shape;
  const valueSize = value.shape[3] ?? 1;
  check(at, { query, key, value });
  const all = [query, key, value];
  const bySamples = all.some((each) => hasSamples(each, 0));
  const lengths = all.map(({ shape }) => shape[0] ?? 1);
  if (bySamples && all.some((each, i) => (lengths[i] ?? 1) > 1 && `${each.axes[0]}` !== '0'))
    throw at.mixesSamples();
  const more = !bySamples && lengths.some((length) => length > 1);
  const grouped = heads > keyHeads;
  const perKey = heads / keyHeads;
  const laid = (each: Value, parts: readonly number[]) => {
    const { shape } = each;
    if (!grouped) return arranged(at, each, [...(more ? [0] : []), 1, 2, 3]);
    const split = reshaped(at, each, [shape[0] ?? 1, ...parts, shape[2] ?? 1, shape[3] ?? 1]);
    return arranged(at, split, [...(more ? [0] : []), 1, 2, 3, 4]);
  };
  const [q, k, v] = [laid(query, [keyHeads, perKey]), laid(key, [keyHeads, 1]), laid(value, [keyHeads, 1])];
  const outer = [...(more ? [batch] : []), ...(grouped ? [keyHeads, perKey] : [heads])];
  const batchAxes = more ? [1] : bySamples ? [0] : [];
  const first = more ? 2 : 1;
  const headAxes = grouped ? [first, first + 1] : [first];
  const last = outer.length;
  /** A tensor `[n, heads, queries, columns]`. */
  const result = (columns: number) => ({
    type: query.type,
    shape: [batch, heads, queries, columns],
    axes: [batchAxes, headAxes, [last + 1], [last + 2]],
    outputShape: [...outer, queries, columns],
  });
  const product = at.add({ kind: 'matMul', transposeB: true }, [q, k], result(keys), 'scores');
  const factor = scale ?? 1 / Math.sqrt(size);
  let scores = factor === 1 ? product : at.addAlike({ kind: 'scale', factor }, [product], 'scale');
  if (softcap) {
    const inner = at.addAlike({ kind: 'scale', factor: 1 / softcap }, [scores], 'softcap');
    const capped = at.addAlike({ kind: 'activation', activation: 'tanh' }, [inner], 'tanh');
    scores = at.addAlike({ kind: 'scale', factor: softcap }, [capped], 'softcap');
  }
  for (const { added } of masks) scores = masked(at, scores, added);
  let weights = at.addAlike({ kind: 'activation', activation: 'softmax' }, [scores], 'softmax');
  for (const { attends } of masks) {
    if (attends === undefined) continue;
    weights = at.addAlike({ kind: 'scale', factor: alongside(at, attends, weights) }, [weights], 'attends');
  }
  return at.add({ kind: 'matMul' }, [weights, v], result(valueSize));
}

function masked(at: Reading, scores: Value, mask: Operand): Value {
  if (!isConstant(mask)) return plus(at, scores, mask);
  if (!fitsAlongside(mask, scores))
    throw at.refuse(
      `expected a mask that broadcasts to [${scores.shape.join(', ')}]; got [${mask.shape.join(', ')}].`,
    );
  return at.addAlike({ kind: 'shift', by: alongside(at, mask, scores) }, [scores], 'mask');
}

function check(at: Reading, { query, key, value }: Heads): void {
  const shown = [query, key, value].map(({ shape }) => `[${shape.join(', ')}]`).join(', ');
  const fits =
    [query, key, value].every(({ shape }) => shape.length === 4) &&
    query.shape[3] === key.shape[3] &&
    key.shape[1] === value.shape[1] &&
    key.shape[2] === value.shape[2] &&
    (query.shape[1] ?? 0) % (key.shape[1] ?? 1) === 0;
  if (!fits)
    throw at.refuse(`expected queries, keys and values [n, heads, length, size] that fit; got ${shown}.`);
  if ([query, key, value].some((each) => [1, 2, 3].some((axis) => hasSamples(each, axis))))
    throw at.mixesSamples();
}

/** `[n, length, heads · size]` as `[n, heads, length, size]`, without a node that moves numbers. */
export function inHeads(at: Reading, value: Value, heads: number): Value {
  const [batch = 1, length = 1, width = 1] = value.shape;
  if (!(heads > 0) || width % heads !== 0)
    throw at.refuse(`expected a number of heads that divides ${width}; got ${heads}.`);
  const split = reshaped(at, value, [batch, length, heads, width / heads]);
  const order = [0, 2, 1, 3];
  return {
    ...split,
    shape: order.map((axis) => split.shape[axis] ?? 1),
    axes: order.map((axis) => split.axes[axis] ?? []),
  };
}

/** The inverse of {@link inHeads}. */
export function outOfHeads(at: Reading, value: Value): Value {
  const [batch = 1, heads = 1, length = 1, size = 1] = value.shape;
  const order = [0, 2, 1, 3];
  const moved = {
    ...value,
    shape: [batch, length, heads, size],
    axes: order.map((axis) => value.axes[axis] ?? []),
  };
  return reshaped(at, moved, [batch, length, heads * size]);
}
