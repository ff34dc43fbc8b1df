import type { NdArray } from 'ndarray';

const ROWS = ['upper', 'middle', 'lower'] as const;
const COLUMNS = ['left', 'centre', 'right'] as const;

/**
 * Where a map is strongest, in words: of nine equal parts of the picture the two with the largest shares of Σ |sum over channels|, such
 * as `strongest in the upper left (41 %), then the middle centre (20 %)`.
 */
export function strongestPlace(map: NdArray<Float32Array>, layout: 'channelsFirst' | 'channelsLast'): string {
  const [height = 0, width = 0, channels = 0] =
    layout === 'channelsFirst' ? [map.shape[1], map.shape[2], map.shape[0]] : map.shape;
  const shares = new Float64Array(9);
  let total = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let c = 0; c < channels; c++) {
        sum += layout === 'channelsFirst' ? map.get(c, y, x) : map.get(y, x, c);
      }
      shares[3 * Math.floor((3 * y) / height) + Math.floor((3 * x) / width)]! += Math.abs(sum);
      total += Math.abs(sum);
    }
  }
  if (total === 0) return 'zero everywhere';
  const [first = 0, second = 0] = [...shares.keys()].sort((a, b) => shares[b]! - shares[a]!);
  return `strongest in the ${named(first, shares, total)}, then the ${named(second, shares, total)}`;
}

const named = (part: number, shares: Float64Array, total: number) =>
  `${ROWS[Math.floor(part / 3)]} ${COLUMNS[part % 3]} (${Math.round((100 * shares[part]!) / total)} %)`;
