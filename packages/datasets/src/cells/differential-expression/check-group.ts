import { invalidArgument, shown } from '@csm/base';
import type { CellGroup } from '../groups/cell-group.js';

/** @throws unless the group has cells of both sides, and all are among the first `count`, without duplicates. */
export function checkGroup(caller: string, group: CellGroup, count: number): void {
  const { positives, negatives } = (group ?? {}) as Partial<CellGroup>;
  if (!(positives instanceof Uint32Array && negatives instanceof Uint32Array)) {
    throw invalidArgument(`${caller}: expected a group, as from labelGroups; got ${shown(group)}.`);
  }
  const seen = new Uint8Array(count);
  for (const [side, cells] of Object.entries({ positives, negatives })) {
    if (cells.length === 0) throw invalidArgument(`${caller}: the group must have ${side}; it has none.`);
    for (const cell of cells) {
      if (cell >= count) {
        throw invalidArgument(
          `${caller}: the cells of the group must be below ${count}; ${side} have ${cell}; pass the group of these counts.`,
        );
      }
      if (seen[cell])
        throw invalidArgument(`${caller}: each cell must be given once; cell ${cell} is a duplicate.`);
      seen[cell] = 1;
    }
  }
}
