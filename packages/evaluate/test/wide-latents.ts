import { keyedNormal } from '@csm/base';
import ndarray from 'ndarray';

/** Normal latents, the first dimension ten times as wide, shifted along the second. */
export function wideLatents(count: number, shift: number, seed: number) {
  const normal = keyedNormal('test', seed);
  const values = Float32Array.from({ length: count * 3 }, (_, i) => {
    const d = i % 3;
    return normal() * (d === 0 ? 10 : 1) + (d === 1 ? shift : 0);
  });
  return ndarray(values, [count, 3]);
}
