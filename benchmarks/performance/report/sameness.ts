import type { RowResult } from '../row.js';

/** How much the maps of a row differ, as a sentence. */
export function sameness({ differences = {} }: RowResult): string {
  const e = (share: number) => share.toExponential(1);
  const list = Object.entries(differences).map(
    ([label, { median, largest }]) => `${label}: ${e(median)} (${e(largest)})`,
  );
  if (list.length === 0) return '';
  const flipped = Object.values(differences).some(({ largest }) => largest > 1e-4);
  const why =
    'If the worst is above 1e-4, the input of a ReLU is so near zero that rounding decides its sign, and the map differs in the receptive ' +
    'field of this one unit.';
  return (
    'The maps agree. Largest difference from the maps of the first line with the same work, as a share of their largest number, in the median image (and in ' +
    `the worst image): ${list.join('; ')}.${flipped ? ` ${why}` : ''}`
  );
}
