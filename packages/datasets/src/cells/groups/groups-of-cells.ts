import { invalidArgument } from '@csm/base';
import type { CellGroup } from './cell-group.js';

/** The least number of cells of each side by default: with fewer, a mean latent is mostly noise. */
export const MINIMUM_CELLS = 10;

/** The side of each cell: whether it has the concept; undefined for neither side. */
export type Side = boolean | undefined;

/** @throws unless both sides have at least `minimum` cells. */
export function cellGroup(
  caller: string,
  name: string,
  description: string,
  minimum: number,
  sides: Iterable<Side>,
): CellGroup {
  const [positives, negatives]: [number[], number[]] = [[], []];
  let cell = 0;
  for (const side of sides) {
    if (side !== undefined) (side ? positives : negatives).push(cell);
    cell++;
  }
  for (const [what, cells] of [
    ['with', positives],
    ['without', negatives],
  ] as const) {
    if (cells.length >= minimum) continue;
    throw invalidArgument(
      `${caller}: "${name}" (${description}) needs at least ${minimum} cells ${what} it; got ${cells.length} of ${cell}; ` +
        'choose wider groups, or pass a smaller minimum.',
    );
  }
  return {
    name,
    positives: Uint32Array.from(positives),
    negatives: Uint32Array.from(negatives),
    description,
  };
}
