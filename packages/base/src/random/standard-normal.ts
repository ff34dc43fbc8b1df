/**
 * Standard normal random numbers from uniform ones in [0, 1), by the polar method: each point in the unit disc gives two.
 *
 * Source: Marsaglia & Bray 1964.
 *
 * @param random draws the next uniform number.
 */
export function standardNormal(random: () => number): () => number {
  let other: number | undefined;
  return () => {
    if (other !== undefined) {
      const value = other;
      other = undefined;
      return value;
    }
    let x: number;
    let y: number;
    let square: number;
    do {
      x = 2 * random() - 1;
      y = 2 * random() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt((-2 * Math.log(square)) / square);
    other = x * factor;
    return y * factor;
  };
}
