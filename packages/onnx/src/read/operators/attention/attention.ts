import type { OperatorReader, Reading } from '../../reading.js';
import { isConstant, type Operand, type Value } from '../../value.js';
import { causalMask, constantMask, type Mask } from './masks.js';
import { inHeads, outOfHeads, scaledDotProduct } from './scaled-dot-product.js';

/** The standard's Attention, without a cache of keys and values from earlier calls. */
export const attention: OperatorReader = (at) => {
  checkWithoutCache(at);
  const inputs = [at.value(0), at.value(1), at.value(2)];
  const flat = inputs.every(({ shape }) => shape.length === 3);
  const heads = [at.number('q_num_heads', 0), at.number('kv_num_heads', 0)];
  const [query, key, value] = inputs.map((input, i) =>
    flat ? inHeads(at, input, heads[Math.min(i, 1)] ?? 0) : input,
  ) as [Value, Value, Value];
  const scale = at.attribute('scale') === undefined ? undefined : at.number('scale', 1);
  const [queries = 1, keys = 1] = [query.shape[2], key.shape[2]];
  const causal = at.number('is_causal', 0) !== 0;
  const result = scaledDotProduct(
    at,
    { query, key, value },
    {
      scale,
      softcap: at.number('softcap', 0),
      masks: masksOf(at, at.operand(3), { queries, keys, causal }),
    },
  );
  return flat ? outOfHeads(at, result) : result;
};

/** MultiHeadAttention of ONNX Runtime with separate queries, keys and values, and masks that are added. */
export const multiHeadAttention: OperatorReader = (at) => {
  const without = { 3: 'bias', 4: 'key_padding_mask', 6: 'past_key', 7: 'past_value' };
  for (const [i, name] of Object.entries(without))
    if (at.operand(Number(i)) !== undefined) throw at.refuse(`the input "${name}" is not supported.`);
  const count = at.number('num_heads', 0);
  if (at.operand(1) === undefined || at.operand(2) === undefined)
    throw at.refuse('queries, keys and values that are packed into one tensor are not supported.');
  const inputs = [at.value(0), at.value(1), at.value(2)];
  if (inputs.some(({ shape }) => shape.length !== 3))
    throw at.refuse('expected queries, keys and values [n, length, width].');
  const [query, key, value] = inputs.map((input) => inHeads(at, input, count)) as [Value, Value, Value];
  const [queries = 1, keys = 1] = [query.shape[2], key.shape[2]];
  const causal = at.number('unidirectional', 0) !== 0;
  const scale = at.number('scale', 0);
  const masks = masksOf(at, at.operand(5), { queries, keys, causal });
  if (masks.some(({ attends }) => attends)) throw at.refuse('its mask lets a query attend to no key.');
  return outOfHeads(
    at,
    scaledDotProduct(at, { query, key, value }, { scale: scale === 0 ? undefined : scale, masks }),
  );
};

function checkWithoutCache(at: Reading): void {
  const names = { 4: 'past_key', 5: 'past_value', 6: 'nonpad_kv_seqlen' };
  for (const [i, name] of Object.entries(names)) {
    if (at.operand(Number(i)) !== undefined)
      throw at.refuse(
        `the input "${name}" is not supported: the keys and values of earlier calls are not kept.`,
      );
  }
  for (const name of ['left_window_size', 'right_window_size', 'window_size']) {
    if (at.attribute(name) !== undefined) throw at.refuse(`the attribute "${name}" is not supported.`);
  }
}

function masksOf(
  at: Reading,
  mask: Operand | undefined,
  sizes: { queries: number; keys: number; causal: boolean },
): Mask[] {
  const causal = sizes.causal ? [{ added: causalMask(sizes.queries, sizes.keys) }] : [];
  if (mask === undefined) return causal;
  if (isConstant(mask)) return [constantMask(at, mask, sizes)];
  if (mask.type === 'bool')
    throw at.refuse('expected a mask that is a constant or is added; it is computed from the inputs.');
  return [{ added: mask }, ...causal];
}
