import type { Constant } from '../../../model/onnx-model.js';
import { aligned, alongside, lastAxis, nodeAxis } from '../../layout.js';
import type { OperatorReader, Reading } from '../../reading.js';
import type { Value } from '../../value.js';
import { inHeads, outOfHeads } from './scaled-dot-product.js';

/**
 * Rotates pairs of numbers of each head by angles that depend on the position: y = x ⊙ cos + partner(x) ⊙ (∓ sin). Linear. The angles
 * must be constants.
 */
export const rotaryEmbedding: OperatorReader = (at) => {
  const input = at.value(0);
  const flat = input.shape.length === 3;
  const heads = flat ? inHeads(at, input, at.number('num_heads', 0)) : input;
  if (heads.shape.length !== 4)
    throw at.refuse(
      `expected an input [n, heads, length, size] or [n, length, width]; got [${input.shape.join(', ')}].`,
    );
  const rotated = rotate(at, heads);
  return flat ? outOfHeads(at, rotated) : rotated;
};

function rotate(at: Reading, input: Value): Value {
  const [batch = 1, , length = 1, size = 1] = input.shape;
  const value = lastAxis(at, input, 3);
  const width = at.number('rotary_embedding_dim', 0) || size;
  const half = width / 2;
  const isInterleaved = at.number('interleaved', 0) !== 0;
  const [cos, sin] = [angles(at, 1, { batch, length, half }), angles(at, 2, { batch, length, half })];
  /** For each number of a head: its pair, and whether it is the pair's second. Undefined: it is not rotated. */
  const pairs = Array.from({ length: size }, (_, i) => {
    if (i >= width) return undefined;
    return isInterleaved
      ? { pair: Math.floor(i / 2), second: i % 2 === 1 }
      : { pair: i % half, second: i >= half };
  });
  const partners = pairs.map((own, i) => {
    if (own === undefined) return i;
    if (isInterleaved) return own.second ? i - 1 : i + 1;
    return own.second ? i - half : i + half;
  });
  const rows = cos.data.length / half;
  const table = (numberAt: (row: number, i: number) => number): Constant => ({
    type: 'float32',
    shape: [rows / length, 1, length, size],
    data: Float32Array.from({ length: rows * size }, (_, k) => numberAt(Math.floor(k / size), k % size)),
  });
  const cosines = table((row, i) => {
    const own = pairs[i];
    return own ? (cos.data[row * half + own.pair] ?? 0) : 1;
  });
  const sines = table((row, i) => {
    const own = pairs[i];
    if (own === undefined) return 0;
    const sine = sin.data[row * half + own.pair] ?? 0;
    return own.second ? sine : -sine;
  });
  const axis = nodeAxis(at, value, 3);
  const partner = at.addAlike({ kind: 'gather', axis, indices: partners }, [value], 'partners');
  const direct = at.addAlike({ kind: 'scale', factor: alongside(at, cosines, value) }, [value], 'cos');
  const turned = at.addAlike({ kind: 'scale', factor: alongside(at, sines, partner) }, [partner], 'sin');
  const { values, ...result } = aligned(at, [direct, turned]);
  return at.add({ kind: 'add' }, values, { ...result, type: input.type });
}

/** Cosines or sines `[1 or n, length, half]` of the positions. */
function angles(
  at: Reading,
  i: number,
  { batch, length, half }: { batch: number; length: number; half: number },
): { readonly data: ArrayLike<number> } {
  const cache = at.constant(i);
  const positions = at.constantNumbers(3);
  if (cache === undefined || cache.shape.at(-1) !== half) {
    throw at.refuse(`expected cos and sin caches with ${half} columns; got [${cache?.shape.join(', ')}].`);
  }
  const chosen =
    positions === undefined
      ? Array.from(cache.data)
      : positions.flatMap((position) =>
          Array.from(cache.data.subarray(position * half, (position + 1) * half)),
        );
  if (chosen.length !== batch * length * half && chosen.length !== length * half)
    throw at.refuse(`expected angles for ${length} positions; got ${chosen.length / half}.`);
  const single = chosen.slice(0, length * half);
  const repeats = chosen.every((value, k) => value === single[k % single.length]);
  return { data: repeats ? single : chosen };
}
