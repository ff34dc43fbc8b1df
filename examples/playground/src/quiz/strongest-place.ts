import type { NdArray } from 'ndarray';

const ROWS = ['upper', 'middle', 'lower'] as const;
const COLUMNS = ['left', 'centre', 'right'] as const;

/**
 * Where a map `[height, width]` is strongest, in words: of nine equal parts of the picture the two with the largest shares of Σ |value|,
 * such as `strongest in the upper left (41 %), then the middle centre (20 %)`.
 */
export function strongestPlace(map: NdArray<Float32Array>): string {
  const [height = 0, width = 0] = map.shape;
  const shares = new Float64Array(9);
  let total = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const magnitude = Math.abs(map.get(y, x));
      shares[3 * Math.floor((3 * y) / height) + Math.floor((3 * x) / width)]! += magnitude;
      total += magnitude;
    }
  }
  if (total === 0) return 'zero everywhere';
  const named = (part: number) =>
    `${ROWS[Math.floor(part / 3)]} ${COLUMNS[part % 3]} (${Math.round((100 * shares[part]!) / total)} %)`;
  const [first = 0, second = 0] = [...shares.keys()].sort((a, b) => shares[b]! - shares[a]!);
  return `strongest in the ${named(first)}, then the ${named(second)}`;
}
