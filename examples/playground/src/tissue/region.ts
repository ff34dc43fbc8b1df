import { brush, mark } from '../concept/examples/mark.js';
import { change } from '../session/settings.js';
import { summary } from '../session/state.js';

/** A lasso on the tissue: its spots against all others, or marks with or without the concept, as the brush says. */
export function applyRegion(rows: Uint32Array): void {
  const ids = summary.peek()?.ids ?? [];
  if (rows.length === 0) return;
  const as = brush.peek();
  if (as !== 'show') {
    mark([...rows], as);
    return;
  }
  const inside = Array.from(rows, (row) => ids[row]!);
  change({ concept: { kind: 'examples', name: 'Region', with: inside, without: [] } });
}
