import { keyedRandom } from '@csm/base';

/** Standard normal numbers of a key, two from each pair of uniform numbers (Box & Muller 1958). */
export function keyedNormals(...key: readonly (string | number)[]): () => number {
  const random = keyedRandom('simulation', ...key);
  let next: number | undefined;
  return () => {
    if (next !== undefined) {
      const value = next;
      next = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    next = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
