/**
 * For each position of a result of `to` pixels, the pixel among `from` that is nearest to its centre: ⌊(i + ½) · from / to⌋.
 *
 * The step is accumulated in float64 as in Pillow's `NEAREST`, which Keras' `ImageDataGenerator` uses by default. Where a centre is
 * exactly on the border of two pixels, Pillow's rounding decides between them, so this takes the same pixel for all sizes.
 */
export function nearestPositions(from: number, to: number): Int32Array {
  const step = from / to;
  let at = step / 2;
  return Int32Array.from({ length: to }, () => {
    const position = Math.min(from - 1, Math.floor(at));
    at += step;
    return position;
  });
}
